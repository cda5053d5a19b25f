package io.penstock.http;

import io.penstock.http.line.Held;
import io.penstock.http.line.Layout;
import io.penstock.http.message.HeadRules;
import io.penstock.relay.Memory;
import io.penstock.relay.Pace;
import org.jspecify.annotations.Nullable;

/**
 * The connection to the resource that carries one exchange, and what is needed to send its request
 * once more. On the loop.
 */
final class Carriage {
    /** So much of a request is held to be sent once more; of a longer one nothing. */
    private static final int MOST_REPLAYED = 32 << 10;

    private final Facts facts;
    private final Held replay;
    private boolean holds; // what is sent, to send it once more
    private boolean repeatable;
    private boolean toldTls;
    private @Nullable Route route;
    private @Nullable Upstream upstream;
    private Pace.@Nullable Maker pace;

    Carriage(Memory memory, Facts facts) {
        this.facts = facts;
        this.replay = new Held(memory, null);
    }

    /** From now on that one carries it; true if the request was sent, as it was sent before. */
    boolean begin(Route by, Upstream to) {
        route = by;
        upstream = to;
        holds = false;
        to.startAt(pace);
        if (replay.isEmpty()) {
            return false;
        }
        send(Layout.ROOM, Layout.ROOM + replay.putBack());
        return true;
    }

    /**
     * Sends the head, and what comes with it.
     *
     * @param safe whether it may be sent once more though the resource may have acted on it
     * @param upgrades whether it asks for another protocol: then it is sent once
     */
    void sendHead(int from, int to, boolean safe, boolean upgrades) {
        repeatable = safe;
        holds =
                !upgrades
                        && route != null
                        && route.retries()
                        && upstream != null
                        && (upstream.isShared() || (safe && upstream.isReused()));
        send(from, to);
    }

    private void hold(int from, int to) {
        if (replay.size() + to - from > MOST_REPLAYED) {
            forget();
        } else {
            replay.add(from, to);
        }
    }

    /** Sends a part of the request; how much was taken at once. */
    int send(int from, int to) {
        if (holds) {
            hold(from, to);
        }
        facts.sent(to - from);
        if (route != null) {
            route.sum().addFromClient(to - from);
        }
        return upstream == null ? to - from : upstream.line().write(from, to);
    }

    /** So much of the answer has come. */
    void got(int bytes) {
        facts.got(bytes);
        if (route != null) {
            route.sum().addFromServer(bytes);
        }
    }

    /** What is changed on the way there and back. */
    HeadRules rules() {
        if (route == null) {
            throw new IllegalStateException("nothing carries it");
        }
        return route.rules();
    }

    /** The resource is told that its client uses TLS, or that it does not. */
    void tells(boolean tls) {
        toldTls = tls;
    }

    /** What the resource was told last. */
    boolean toldTls() {
        return toldTls;
    }

    @Nullable Upstream upstream() {
        return upstream;
    }

    /** Whether the resource would take more of the request at once. */
    boolean accepts() {
        return upstream != null && upstream.line().takes();
    }

    boolean isHeldBack() {
        return upstream != null && upstream.line().isHeldBack();
    }

    /** The client takes more of the answer. */
    void resume() {
        if (upstream != null) {
            upstream.line().read(true);
        }
    }

    void pace(Pace.@Nullable Maker maker) {
        pace = maker;
        if (upstream != null) {
            upstream.pace(maker);
        }
    }

    /** Whether the request can be sent once more, and may be after that. */
    boolean mayRepeat(Loss how) {
        return !replay.isEmpty()
                && switch (how) {
                    case UNTOUCHED -> true;
                    case STALE -> repeatable;
                    case PLAIN -> false;
                };
    }

    /** It will not be sent once more. */
    void forget() {
        holds = false;
        replay.drop();
    }

    /** All of the request was sent. */
    void saidAll() {
        if (upstream != null) {
            upstream.saidAll();
        }
    }

    /** Lets go of the connection, which knows whether it may serve again. */
    void leave() {
        var mine = upstream;
        upstream = null;
        if (mine != null) {
            mine.leave();
        }
    }

    /** The connection is somebody else's from here on. */
    void handOver() {
        upstream = null;
    }
}
