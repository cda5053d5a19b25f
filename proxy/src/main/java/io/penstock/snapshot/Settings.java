package io.penstock.snapshot;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.policy.Nat64Prefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The appliance's own settings ({@code appliance:}).
 *
 * @param account the owner of what names no other, twelve digits
 * @param admin where the admin server listens
 * @param adminTokenFile the file whose first line is the token for requests that change something
 * @param dns the DNS server; empty: none
 * @param publicDnsServers who PUBLIC gateways ask; empty: the host's own resolvers
 * @param addressPool for endpoints and children that name no address
 * @param verifiedDomains that the operator vouches for
 * @param metadataAddresses metadata services beside the built-in ones
 * @param nat64Prefixes NAT64 prefixes beside the well-known one
 * @param engine what small pieces are written by; fixed while the appliance runs
 */
public record Settings(
        String account,
        IpPort admin,
        Optional<String> adminTokenFile,
        Optional<Dns> dns,
        List<IpPort> publicDnsServers,
        List<Cidr> addressPool,
        List<VerifiedDomain> verifiedDomains,
        List<Ip> metadataAddresses,
        List<Nat64Prefix> nat64Prefixes,
        Drain drain,
        AccessLog accessLog,
        Engine engine) {
    /** Copies the lists. */
    public Settings {
        publicDnsServers = List.copyOf(publicDnsServers);
        addressPool = List.copyOf(addressPool);
        verifiedDomains = List.copyOf(verifiedDomains);
        metadataAddresses = List.copyOf(metadataAddresses);
        nat64Prefixes = List.copyOf(nat64Prefixes);
    }

    /**
     * Whether the operator vouches for an account's domain, or for one above it.
     *
     * @param domain lower case; a wildcard lies under its own domain
     */
    public boolean isVerified(String domain, String owner) {
        return verifiedDomains.stream()
                .filter(verified -> verified.owner().equals(owner))
                .anyMatch(verified ->
                        domain.equals(verified.domain())
                                || domain.endsWith("." + verified.domain()));
    }

    /**
     * A domain that is an account's, with all names under it.
     *
     * @param domain without a dot at the end, lower case
     */
    public record VerifiedDomain(String domain, String owner) {}

    /**
     * The DNS server for the zone.
     *
     * @param zone without a dot at the end, lower case
     * @param allowFrom who may ask; empty only where every listener is on loopback
     * @param forward who answers for names outside the zone; empty: REFUSED
     * @param rateLimit answers per second for each source prefix; empty: the server's default
     */
    public record Dns(
            List<IpPort> listen,
            String zone,
            List<Cidr> allowFrom,
            List<Forward> forward,
            OptionalInt rateLimit) {
        /** Copies the lists. */
        public Dns {
            listen = List.copyOf(listen);
            allowFrom = List.copyOf(allowFrom);
            forward = List.copyOf(forward);
        }
    }

    /**
     * Names that other servers answer.
     *
     * @param suffix without a dot at the end, lower case; {@code ""} for every name
     */
    public record Forward(String suffix, List<IpPort> servers) {
        /** Copies the list. */
        public Forward {
            servers = List.copyOf(servers);
        }
    }

    /**
     * How the appliance stops.
     *
     * @param delay how long new connections are still taken once readiness is down
     * @param deadline how long connections may take to finish after that
     */
    public record Drain(Duration delay, Duration deadline) {}

    /** What small pieces are written by. */
    public enum Engine {
        /** Those of many connections together, by io_uring or else as by AIO. */
        AUTO,
        /** The same by Linux's older asynchronous I/O, where the kernel lets us. */
        AIO,
        /** Each by a system call of its own. */
        EPOLL
    }

    /** Where the access log goes. */
    public sealed interface AccessLog {
        /** To standard output. */
        record Stdout() implements AccessLog {}

        /** To a file, which is opened anew when it was moved away. */
        record File(String path) implements AccessLog {}

        /** Nowhere. */
        record Off() implements AccessLog {}
    }
}
