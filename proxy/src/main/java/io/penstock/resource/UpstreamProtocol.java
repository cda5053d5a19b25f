package io.penstock.resource;

/** Which version of HTTP a resource is spoken to in ({@code options.http.protocol}). */
public enum UpstreamProtocol {
    /** HTTP/1.1. */
    HTTP1,
    /** HTTP/2: over TLS agreed on by ALPN and never less, in clear by prior knowledge. */
    HTTP2,
    /** What the resource chooses by ALPN (RFC 7301): HTTP/2 first, then HTTP/1.1. Needs TLS. */
    AUTO
}
