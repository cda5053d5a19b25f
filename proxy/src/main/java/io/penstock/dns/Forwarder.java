package io.penstock.dns;

import io.penstock.net.IpPort;
import io.penstock.resolver.Protocol;
import io.penstock.resolver.Servers;
import io.penstock.resolver.Upstream;
import io.penstock.snapshot.Settings.Forward;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Hands queries to the servers of the longest suffix that they lie under, byte for byte but for the
 * id. Bounded, since each waits on a socket of its own. Confined to one loop.
 */
final class Forwarder {
    private static final int MAX_WAITING = 512;

    private final Upstream upstream;
    private int waiting;

    Forwarder(Upstream upstream) {
        this.upstream = upstream;
    }

    /** Who answers for the name; empty: nobody. */
    static List<IpPort> servers(List<Forward> forwards, String name) {
        return forwards.stream()
                .filter(forward -> covers(forward.suffix(), name))
                .max(Comparator.comparingInt(forward -> forward.suffix().length()))
                .map(Forward::servers)
                .orElse(List.of());
    }

    private static boolean covers(String suffix, String name) {
        return suffix.isEmpty() || name.equals(suffix) || name.endsWith("." + suffix);
    }

    /**
     * Hands on a query.
     *
     * @param servers not empty; asked in order, by the protocol that the query came by
     * @param done called once on the loop, with the answer under the query's id, or empty
     */
    void forward(
            Query query, Protocol protocol, List<IpPort> servers, Consumer<Optional<byte[]>> done) {
        if (waiting == MAX_WAITING) {
            done.accept(Optional.empty());
            return;
        }
        waiting++;
        upstream.send(
                query.message(),
                protocol,
                new Servers(servers, List.of(), Optional.empty()),
                outcome -> {
                    waiting--;
                    switch (outcome) {
                        case Upstream.Outcome.Answered(var message, _) -> {
                            System.arraycopy(query.message(), 0, message, 0, 2);
                            done.accept(Optional.of(message));
                        }
                        case Upstream.Outcome.Failed _ -> done.accept(Optional.empty());
                    }
                });
    }
}
