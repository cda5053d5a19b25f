package io.penstock.resource;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import java.util.List;
import java.util.stream.Collectors;

/** What a resource configuration stands for ({@code resourceConfigurationDefinition}). */
public sealed interface Definition {
    /** What a connection can be dialed to. */
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

    /**
     * A service, found by its SRV records on each connect (RFC 2782): they tell the hosts and the
     * ports.
     *
     * @param name such as {@code _db._tcp.zigi.internal}, without a dot at the end, lower case
     * @param ipAddressType of the hosts' addresses
     */
    record Service(String name, IpAddressType ipAddressType) implements Target {
        @Override
        public String toString() {
            return name;
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
    record Arn(String arn) implements Definition {
        /** Whose it is: twelve digits. */
        public String account() {
            return arn.split(":", -1)[4];
        }
    }

    /** Every address in the ranges; the client's own destination is what is dialed. */
    record Cidrs(List<Cidr> ranges) implements Target {
        /** Copies the list. */
        public Cidrs {
            ranges = List.copyOf(ranges);
        }

        @Override
        public String toString() {
            return ranges.stream().map(Cidr::toString).collect(Collectors.joining(", "));
        }
    }
}
