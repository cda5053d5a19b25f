package io.penstock.load.scenario;

import io.penstock.load.peer.Configured;
import io.penstock.load.peer.Contestant;
import io.penstock.load.peer.Ground;
import io.penstock.load.peer.Running;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who runs. What the next scenario needs too is left running, and so warm. */
final class Fleet implements AutoCloseable {
    private final Ground ground;
    private final Map<Contestant, Configured> configured = new HashMap<>();
    private final Map<Contestant, Running> running = new LinkedHashMap<>();

    Fleet(Ground ground) {
        this.ground = ground;
    }

    /** Configures it, once. */
    Configured configured(Contestant contestant) throws IOException {
        var known = configured.get(contestant);
        if (known == null) {
            known = contestant.configure(ground, configured.size() + 1);
            configured.put(contestant, known);
        }
        return known;
    }

    /** Ends all but these. */
    void keepOnly(List<Contestant> contestants) {
        for (var contestant : List.copyOf(running.keySet())) {
            if (!contestants.contains(contestant)) {
                end(contestant);
            }
        }
    }

    /** The one that runs, started if need be. */
    Running running(Contestant contestant) throws IOException {
        var known = running.get(contestant);
        if (known == null) {
            known = configured(contestant).start();
            running.put(contestant, known);
        }
        return known;
    }

    /** Whether it runs already. */
    boolean isRunning(Contestant contestant) {
        return running.containsKey(contestant);
    }

    private void end(Contestant contestant) {
        var ended = running.remove(contestant);
        if (ended != null) {
            ended.close();
        }
    }

    @Override
    public void close() {
        keepOnly(List.of());
    }
}
