package io.penstock.resource;

/**
 * The header that tells a resource who its client is ({@code options.proxyProtocol}; HAProxy's
 * PROXY protocol specification).
 */
public sealed interface ProxyProtocol {
    /** The readable header. */
    record V1() implements ProxyProtocol {}

    /** The binary header, with the endpoint's ID. */
    record V2(EndpointId endpointId) implements ProxyProtocol {}

    /** In which form the endpoint's ID is written: that of the cloud whose resources read it. */
    enum EndpointId {
        /** Type 0xEA: a subtype and the ID as text. */
        AWS,
        /** Type 0xEE: a subtype and four bytes. */
        AZURE,
        /** Type 0xE0: eight bytes. */
        GOOGLE
    }
}
