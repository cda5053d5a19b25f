package io.penstock.resolver;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.util.List;
import java.util.Optional;

/**
 * Who to ask, and from where.
 *
 * @param servers in the order in which they are asked; empty: those of {@code /etc/resolv.conf},
 *     read anew for each question
 * @param sources the addresses to ask from: the first of the server's version. Empty: the host's
 *     choice. If there are some but none of that version, the server counts as unreachable
 * @param device the network device or VRF to ask through
 */
public record Servers(List<IpPort> servers, List<Ip> sources, Optional<String> device) {
    /** The host's own resolvers, by the host's own routes. */
    public static final Servers HOST = new Servers(List.of(), List.of(), Optional.empty());

    /** Copies the lists. */
    public Servers {
        servers = List.copyOf(servers);
        sources = List.copyOf(sources);
    }

    /** These servers, by the host's own routes. */
    public static Servers of(IpPort... servers) {
        return new Servers(List.of(servers), List.of(), Optional.empty());
    }

    /** Where to ask that server from; empty where the host is to choose. */
    Optional<Ip> sourceFor(IpPort server) {
        return sources.stream().filter(source -> source.isV4() == server.ip().isV4()).findFirst();
    }

    /** Whether there is an address to ask that server from. */
    boolean reaches(IpPort server) {
        return sources.isEmpty() || sourceFor(server).isPresent();
    }
}
