package io.penstock.resource;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import java.util.List;

/** What a resource configuration stands for ({@code resourceConfigurationDefinition}). */
public sealed interface Definition {
    /** What one connection can be dialed to without knowing what the client asked for. */
    sealed interface Target extends Definition {}

    /**
     * A name, resolved on each connect.
     *
     * @param domainName without a dot at the end, lower case
     */
    record Dns(String domainName, IpAddressType ipAddressType) implements Target {
        @Override
        public String toString() {
            return domainName;
        }
    }

    /** A fixed address. */
    record Address(Ip ip) implements Target {
        @Override
        public String toString() {
            return ip.toString();
        }
    }

    /** A resource that something else maps onto names. */
    record Arn(String arn) implements Definition {}

    /** Every address in the ranges; the client's own destination is what is dialed. */
    record Cidrs(List<Cidr> ranges) implements Definition {
        /** Copies the list. */
        public Cidrs {
            ranges = List.copyOf(ranges);
        }
    }
}
