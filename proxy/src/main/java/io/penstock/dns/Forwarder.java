package io.penstock.dns;

import io.penstock.resolver.Protocol;
import io.penstock.resolver.Servers;
import io.penstock.resolver.Upstream;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Hands queries to other servers, byte for byte but for the id. Bounded, since each waits on a
 * socket of its own. Confined to one loop.
 */
final class Forwarder {
    private static final int MAX_WAITING = 512;

    private final Upstream upstream;
    private int waiting;

    Forwarder(Upstream upstream) {
        this.upstream = upstream;
    }

    /**
     * Hands on a query.
     *
     * @param servers asked in order, by the protocol that the query came by
     * @param done called once on the loop, with the answer under the query's id, or empty
     */
    void forward(Query query, Protocol protocol, Servers servers, Consumer<Optional<byte[]>> done) {
        if (waiting == MAX_WAITING) {
            done.accept(Optional.empty());
            return;
        }
        waiting++;
        upstream.send(
                query.message(),
                protocol,
                servers,
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
