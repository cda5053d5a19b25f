package io.penstock.transport;

import io.penstock.linux.Errno;
import io.penstock.net.IpPort;
import io.penstock.relay.Events;
import io.penstock.relay.Leg;
import io.penstock.relay.Loop;
import io.penstock.relay.Watcher;
import io.penstock.relay.Wire;
import io.penstock.transport.Dial.Cause;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One dial that is under way. On its loop's thread. */
final class Attempt implements Watcher, Dialing {
    private final Loop loop;
    private final IpPort target;
    private final Consumer<Dial> done;
    private @Nullable Wire wire;
    private long timeoutNanos;
    private Loop.@Nullable Delay timeout;
    private boolean over;

    Attempt(Loop loop, IpPort target, Consumer<Dial> done) {
        this.loop = loop;
        this.target = target;
        this.done = done;
    }

    @Override
    public void cancel() {
        if (finish() && wire != null) {
            wire.reset();
        }
    }

    /** Has the socket connect, or fail, in that time. */
    void connect(Wire mine, long withinNanos) {
        wire = mine;
        timeoutNanos = withinNanos;
        mine.connect(target);
    }

    @Override
    public void begun(Wire begun, int errno) {
        switch (errno) {
            case 0 -> loop.execute(() -> connected(begun));
            case Errno.EINPROGRESS -> {
                timeout = loop.after(timeoutNanos, this::timedOut);
                begun.want(Events.OUT);
            }
            case Errno.ECONNRESET, Errno.EPIPE -> { // after the handshake, as in closed()
                begun.markGone();
                loop.execute(() -> connected(begun));
            }
            case Errno.EADDRNOTAVAIL -> failLater(Cause.NO_SOURCE_PORT, Errno.text(errno));
            default -> failLater(Dialer.cause(errno), Errno.text(errno));
        }
    }

    /** There is no connection. The answer comes later, as it always does. */
    void failLater(Cause cause, String why) {
        loop.execute(() -> fail(cause, why));
    }

    @Override
    public void ready(Wire ready, int events) {
        if ((events & (Events.ERR | Events.HUP)) == 0) {
            connected(ready); // a socket that still connects has no room to write
            return;
        }
        switch (ready.state()) {
            case CONNECTING -> {
                // there is more to come
            }
            case CLOSED -> closed(ready);
            case OPEN, SHUT -> connected(ready);
        }
    }

    /**
     * The connection is over before anybody saw it. A reset that came after the handshake is the
     * relay's to pass on, after what the target sent before it.
     */
    private void closed(Wire mine) {
        int errno = mine.socket().takeError();
        if (errno == Errno.ECONNRESET || errno == Errno.EPIPE) {
            mine.markGone();
            connected(mine);
        } else {
            fail(Dialer.cause(errno), Errno.text(errno));
        }
    }

    private void connected(Wire mine) {
        if (finish()) {
            done.accept(new Dial.Connected(Leg.dialed(mine, target)));
        }
    }

    private void timedOut() {
        fail(Cause.TIMED_OUT, "no answer in time");
    }

    private void fail(Cause cause, String why) {
        if (finish()) {
            if (wire != null) {
                wire.reset();
            }
            done.accept(new Dial.Failed(cause, target + ": " + why));
        }
    }

    /** Whether this call is the one that ends it. */
    private boolean finish() {
        if (over) {
            return false;
        }
        over = true;
        if (timeout != null) {
            timeout.cancel();
        }
        return true;
    }

    /** A fault of ours. */
    @Override
    public void failed(Wire failed) {
        fail(Cause.OTHER, "a fault of Penstock's own");
    }

    /** The loop stops. */
    @Override
    public void stop(Wire stopping) {
        fail(Cause.OTHER, "Penstock stops");
        if (wire != null) {
            wire.reset();
        }
    }
}
