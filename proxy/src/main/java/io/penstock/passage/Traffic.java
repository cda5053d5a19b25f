package io.penstock.passage;

import io.penstock.resource.Exposure;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

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

    /** The flow of an exposure, made when it is first asked for; it outlives reloads. */
    public Flow of(Exposure exposure) {
        return flows.computeIfAbsent(Labels.of(exposure), _ -> new Flow(loops));
    }

    /** The flow with these labels; an empty one if nothing has come there yet. */
    public Flow of(Labels labels) {
        return flows.computeIfAbsent(labels, _ -> new Flow(loops));
    }

    /** Forgets all flows but these and those with living connections. */
    public void retain(Set<Labels> labels) {
        flows.entrySet().removeIf(e -> !labels.contains(e.getKey()) && e.getValue().active() == 0);
    }

    /** The numbers of one set of labels. */
    public static final class Flow {
        private final AtomicInteger active = new AtomicInteger();
        private final Bytes[] byLoop;

        private Flow(int loops) {
            byLoop = new Bytes[loops];
            for (int i = 0; i < loops; i++) {
                byLoop[i] = new Bytes();
            }
        }

        /** Connections that are open now. */
        public int active() {
            return active.get();
        }

        /** Bytes that clients sent and resources were given. */
        public long bytesFromClients() {
            long sum = 0;
            for (var bytes : byLoop) {
                sum += bytes.fromClients();
            }
            return sum;
        }

        /** Bytes that resources sent and clients were given. */
        public long bytesFromResources() {
            long sum = 0;
            for (var bytes : byLoop) {
                sum += bytes.fromResources();
            }
            return sum;
        }

        void entered() {
            active.incrementAndGet();
        }

        void left() {
            active.decrementAndGet();
        }

        Bytes on(int loop) {
            return byLoop[loop];
        }
    }

    /** Bytes of one loop: written by that loop alone, read by anyone, perhaps a little late. */
    static final class Bytes {
        private static final VarHandle FROM_CLIENTS = handle("fromClients");
        private static final VarHandle FROM_RESOURCES = handle("fromResources");

        private long fromClients;
        private long fromResources;

        void add(long clients, long resources) {
            FROM_CLIENTS.setOpaque(this, fromClients + clients);
            FROM_RESOURCES.setOpaque(this, fromResources + resources);
        }

        long fromClients() {
            return (long) FROM_CLIENTS.getOpaque(this);
        }

        long fromResources() {
            return (long) FROM_RESOURCES.getOpaque(this);
        }

        private static VarHandle handle(String field) {
            try {
                return MethodHandles.lookup().findVarHandle(Bytes.class, field, long.class);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("a field of this class", e);
            }
        }
    }
}
