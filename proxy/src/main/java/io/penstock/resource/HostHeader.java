package io.penstock.resource;

/** Which authority a resource is asked for ({@code options.http.host}). */
public enum HostHeader {
    /** The resource's own domain, or its address where it has none: what a virtual host expects. */
    REWRITE,
    /** What the client wrote. */
    PRESERVE
}
