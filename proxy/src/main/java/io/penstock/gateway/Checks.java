package io.penstock.gateway;

import io.penstock.relay.Loop;
import io.penstock.resource.Exposure;
import io.penstock.snapshot.Snapshot;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.Map;

/**
 * The health checks of every resource that is configured to have some, each once, however many
 * endpoints and loops there are. On one loop, off the connections' path; its methods may be called
 * on any thread.
 */
public final class Checks implements AutoCloseable {
    private final Loop loop;
    private final Gateway gateway;
    private final Health health;
    private final Prober prober;
    private final Map<Health.Key, Watch> watches = new HashMap<>(); // on the loop
    private boolean closed; // on the loop

    /**
     * No check yet.
     *
     * @param loop where they run
     * @param gateway of that loop, which finds the addresses
     * @param health which is told
     * @param vertx whose HTTP client asks
     */
    public Checks(Loop loop, Gateway gateway, Health health, Vertx vertx) {
        this.loop = loop;
        this.gateway = gateway;
        this.health = health;
        this.prober = new Probers(loop, vertx);
    }

    /** Checks what this snapshot says from now on, and nothing else. */
    public void follow(Snapshot snapshot) {
        loop.execute(() -> {
            if (!closed) {
                followOnLoop(snapshot);
            }
        });
    }

    private void followOnLoop(Snapshot snapshot) {
        gateway.retain(snapshot);
        var wanted = new HashMap<Health.Key, Exposure>();
        for (var exposure : snapshot.catalog().exposures()) {
            if (exposure.options().health().isActive()) {
                wanted.putIfAbsent(Health.Key.of(exposure), exposure);
            }
        }
        watches.entrySet()
                .removeIf(entry -> {
                    boolean ended = !wanted.containsKey(entry.getKey());
                    if (ended) {
                        entry.getValue().end();
                    }
                    return ended;
                });
        wanted.forEach((key, exposure) ->
                watches.computeIfAbsent(key, _ -> new Watch(loop, gateway, health, prober))
                        .follow(snapshot, exposure));
    }

    /** Ends every check. What is known stays. */
    @Override
    public void close() {
        var _ =
                loop.tryExecute(() -> {
                    closed = true;
                    watches.values().forEach(Watch::stop);
                    watches.clear();
                });
    }
}
