package io.penstock.http;

import io.penstock.http.line.BareLine;
import io.penstock.http.tls.TlsFault;
import io.penstock.net.IpPort;
import io.penstock.relay.Leg;
import io.penstock.resource.HttpLimits;
import io.penstock.resource.UpstreamProtocol;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one resource, by address: those that nobody uses wait for
 * the next request. On its loop.
 */
public final class Upstreams {
    private final Desk desk;
    private final Speaking speaking;
    private final Limits limits;
    private final IntConsumer count;
    private final Map<IpPort, Shelf> shelves = new HashMap<>();
    private final long idleTicks;
    private final long maxAgeTicks;
    private boolean closed;

    /**
     * How many, and how long.
     *
     * @param connections to one address, used or not
     * @param idle after which an unused one is closed
     * @param maxAge after which one takes no more requests
     * @param answers how much may be said in one
     */
    public record Limits(int connections, Duration idle, Duration maxAge, HttpLimits answers) {}

    /**
     * None yet.
     *
     * @param count is told of each one more, and of each one less
     */
    public Upstreams(Desk desk, Speaking speaking, Limits limits, IntConsumer count) {
        this.speaking = speaking;
        this.desk = desk;
        this.limits = limits;
        this.count = count;
        this.idleTicks = desk.loop().ticks(limits.idle().toNanos());
        this.maxAgeTicks = desk.loop().ticks(limits.maxAge().toNanos());
    }

    private Shelf shelf(IpPort address) {
        var known = shelves.get(address);
        return known != null
                ? known
                : shelves.computeIfAbsent(address, key -> new Shelf(key, desk, this));
    }

    /**
     * A connection to that address that nobody uses; it is to be given to an exchange at once.
     *
     * @param exchange for which it is; where that cannot be sent twice, the connection is looked at
     *     before
     * @return null if there is none
     */
    public @Nullable Upstream take(IpPort address, Exchange exchange) {
        return exchange.facts().isFirstTry() ? shelf(address).take(!exchange.isRepeatable()) : null;
    }

    /**
     * Whether there may be one more connection to that address; {@link #adopt} or {@link #release}
     * follows.
     */
    public boolean reserve(IpPort address) {
        return shelf(address).reserve();
    }

    /** The connection that was reserved came to nothing. */
    public void release(IpPort address) {
        shelf(address).release();
    }

    /** Who waits for a connection to be fit for requests. */
    public interface Taker {
        /** It is; it is to be given to an exchange at once. */
        void taken(Upstream upstream);

        /** It never will be. */
        void unsecured(TlsFault fault);
    }

    /**
     * Takes a connection that was reserved and made.
     *
     * @param taker is told now, or after the handshake
     */
    public void adopt(Leg leg, IpPort address, Taker taker) {
        var shelf = shelf(address);
        if (speaking.tls().isPresent()) {
            new Securing(desk, speaking, shelf, taker)
                    .begin(new BareLine(leg, Securing.NOBODY), speaking.tls().get());
        } else if (speaking.protocol() == UpstreamProtocol.HTTP2) {
            taker.taken(shelf.add(new BareLine(leg, Securing.NOBODY)));
        } else {
            taker.taken(shelf.addOwn(user -> new BareLine(leg, user)));
        }
    }

    /**
     * Waits until it is worth to ask again for a connection to that address.
     *
     * @param turn is run once, on the loop, unless the wait is called off
     * @return calls it off
     */
    public Runnable await(IpPort address, Runnable turn) {
        var shelf = shelf(address);
        shelf.await(turn);
        return () -> shelf.awaitNoMore(turn);
    }

    /** Closes what nobody uses and lies at addresses that are not allowed any more. */
    public void retain(Predicate<IpPort> allowed) {
        shelves.entrySet()
                .removeIf(entry -> {
                    if (!allowed.test(entry.getKey())) {
                        entry.getValue().closeIdle();
                    }
                    return entry.getValue().isEmpty();
                });
    }

    /** Closes what nobody uses, now and from now on. */
    public void close() {
        closed = true;
        retain(_ -> false);
    }

    Speaking speaking() {
        return speaking;
    }

    boolean isClosed() {
        return closed;
    }

    int most() {
        return limits.connections();
    }

    HttpLimits limits() {
        return limits.answers();
    }

    long idleTicks() {
        return idleTicks;
    }

    long maxAgeTicks() {
        return maxAgeTicks;
    }

    void counted(int change) {
        count.accept(change);
    }
}
