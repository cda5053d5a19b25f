package io.penstock.passage;

import io.penstock.relay.Tally;
import io.penstock.resource.Subject;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is going on now, by labels: bytes moved since the start and connections that live. Each
 * event loop adds to a number of its own, so moving bytes costs no lock and no shared cache line;
 * who asks pays for the sum. Any thread may ask.
 */
public final class Traffic {
    private final int loops;
    private final Map<Labels, Flow> flows = new ConcurrentHashMap<>();

    /** For that many event loops. */
    public Traffic(int loops) {
        this.loops = loops;
    }

    /** The flow of a subject, made when it is first asked for; it outlives reloads. */
    public Flow of(Subject subject) {
        return of(Labels.of(subject));
    }

    /** The flow with these labels; an empty one if nothing has come there yet. */
    public Flow of(Labels labels) {
        var known = flows.get(labels); // takes no lock, as computing would
        return known != null ? known : flows.computeIfAbsent(labels, _ -> new Flow(loops));
    }

    /** Every flow that is kept. */
    public Collection<Flow> flows() {
        return Collections.unmodifiableCollection(flows.values());
    }

    /** Forgets all flows but these and those with living connections. */
    public void retain(Set<Labels> labels) {
        flows.entrySet().removeIf(e -> !labels.contains(e.getKey()) && e.getValue().active() == 0);
    }

    /** The numbers of one set of labels. */
    public static final class Flow {
        private final AtomicInteger active = new AtomicInteger();
        private final LongAdder opened = new LongAdder();
        private final LongAdder refused = new LongAdder();
        private final Tally[] byLoop;

        private Flow(int loops) {
            byLoop = new Tally[loops];
            for (int i = 0; i < loops; i++) {
                byLoop[i] = new Tally();
            }
        }

        /** Connections that are open now. */
        public int active() {
            return active.get();
        }

        /** Connections since the start, refused ones too. */
        public long opened() {
            return opened.sum();
        }

        /** Those of them that were refused. */
        public long refused() {
            return refused.sum();
        }

        /** Bytes that clients sent and resources were given. */
        public long bytesFromClients() {
            long sum = 0;
            for (var tally : byLoop) {
                sum += tally.fromClient();
            }
            return sum;
        }

        /** Bytes that resources sent and clients were given. */
        public long bytesFromResources() {
            long sum = 0;
            for (var tally : byLoop) {
                sum += tally.fromServer();
            }
            return sum;
        }

        void entered() {
            active.incrementAndGet();
            opened.increment();
        }

        void left(CloseReason reason) {
            active.decrementAndGet();
            if (reason.isRefusal()) {
                refused.increment();
            }
        }

        Tally on(int loop) {
            return byLoop[loop];
        }
    }
}
