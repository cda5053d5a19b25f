package io.penstock.resource;

/** Who a gateway asks for the addresses of a name ({@code resourceConfigDnsResolution}). */
public enum DnsResolution {
    /** The appliance's public resolvers. */
    PUBLIC,
    /** The gateway's own DNS servers, in the provider's network. */
    IN_VPC
}
