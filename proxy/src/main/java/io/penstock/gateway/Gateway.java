package io.penstock.gateway;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.relay.Loop;
import io.penstock.resource.Definition;
import io.penstock.resource.Exposure;
import io.penstock.snapshot.Snapshot;
import io.penstock.transport.Dialer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The way out, for one event loop: turns an exposure into a connected leg, or says why not.
 * Confined to its loop, with a cache of addresses of its own.
 */
public final class Gateway {
    private final Loop loop;
    private final LongSupplier nanos;
    private final Targets targets;
    private final Dialer dialer = new Dialer();
    private final Health health;
    private final GatewayObserver observer;

    /**
     * A gateway for one loop.
     *
     * @param nanos a monotonic clock
     */
    public Gateway(
            Loop loop, Asking asking, Health health, GatewayObserver observer, LongSupplier nanos) {
        this.loop = loop;
        this.nanos = nanos;
        this.health = health;
        this.observer = observer;
        var book = new AddressBook(asking, loop::after, nanos, observer);
        this.targets = new Targets(book, loop::after);
    }

    /**
     * For whom is dialed.
     *
     * @param client where the client came from
     * @param destination which it came to
     * @param idle connections that may serve instead of new ones
     */
    public record Caller(Ip client, IpPort destination, Idle idle) {
        /** Always by a new connection. */
        public Caller(Ip client, IpPort destination) {
            this(client, destination, Idle.NONE);
        }
    }

    /**
     * Connects to what an exposure stands for.
     *
     * @param snapshot that the exposure is of
     * @param caller for whom
     * @param done is told once, on the loop, perhaps before this returns; not after a cancel
     */
    public Connecting dial(
            Snapshot snapshot, Exposure exposure, Caller caller, Consumer<Dialed> done) {
        var destination = caller.destination();
        var connecting =
                new Connecting(
                        loop,
                        nanos,
                        exposure,
                        snapshot.egress(exposure.gateway()),
                        new Connecting.Caller(caller.client(), destination.port(), caller.idle()),
                        new Connecting.Outcome(dialer, done, observer, health));
        switch (exposure.target()) {
            case Definition.Address(var ip) -> connecting.found(Resolution.of(ip));
            case Definition.Cidrs _ -> connecting.found(Resolution.of(destination.ip()));
            case Definition.Dns _, Definition.Service _ -> {
                connecting.awaitName();
                targets.find(snapshot, exposure, connecting::resolved);
            }
        }
        return connecting;
    }

    /**
     * Tells the addresses that a connect to the exposure would choose from.
     *
     * @param done is told once, on the loop, perhaps before this returns
     */
    public void resolve(Snapshot snapshot, Exposure exposure, Consumer<Resolution> done) {
        targets.find(snapshot, exposure, done);
    }

    /** Forgets the names that a new snapshot does not have. */
    public void retain(Snapshot snapshot) {
        targets.retain(snapshot);
    }
}
