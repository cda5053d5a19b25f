package io.penstock.relay;

import io.netty.buffer.ByteBuf;
import io.penstock.relay.Leg.Hearer;
import io.penstock.relay.Leg.Silence;
import org.jspecify.annotations.Nullable;

/**
 * What a leg said before it was joined: read one portion an event, and kept until the relay takes
 * it or the leg is closed. On the loop's thread.
 */
final class Early implements Watcher {
    /** One read. Small, since somebody who says nothing useful makes us keep it. */
    static final int PORTION_BYTES = 16 << 10;

    private final Wire wire;
    private @Nullable ByteBuf kept;
    private @Nullable Hearer hearer;

    Early(Wire wire) {
        this(wire, null);
    }

    /** With what was kept before. */
    Early(Wire wire, @Nullable ByteBuf kept) {
        this.wire = wire;
        this.kept = kept;
        wire.watchedBy(this);
    }

    void hear(Hearer next) {
        hearer = next;
        if (kept == null || next.needsMore(kept)) {
            wire.want(Events.IN);
        } else {
            tell(Silence.ENOUGH);
        }
    }

    @Override
    public void ready(Wire ready, int events) {
        var listening = hearer;
        if (listening == null) {
            throw new IllegalStateException("a wire that nobody hears is suspended");
        }
        int bytes = wire.read(Memory.FREE, PORTION_BYTES);
        if (bytes == Wire.END) {
            tell(Silence.ENDED);
        } else if (bytes == Wire.GONE) {
            tell(Silence.GONE);
        } else if (bytes > 0) {
            var all = keep(bytes);
            if (!listening.needsMore(all)) {
                tell(Silence.ENOUGH);
            }
        }
    }

    private ByteBuf keep(int bytes) {
        var all =
                kept == null
                        ? wire.loop().memory().hold(Memory.FREE, Memory.FREE + bytes)
                        : wire.loop().memory().append(kept, Memory.FREE, Memory.FREE + bytes);
        kept = all;
        return all;
    }

    /** Whoever is told may close, join or hear the leg there and then. */
    private void tell(Silence why) {
        var told = hearer;
        stop();
        if (told != null) {
            told.over(why);
        }
    }

    /** Reads no more; what comes waits in the kernel. */
    void stop() {
        hearer = null;
        wire.suspend();
    }

    void skip(int bytes) {
        if (kept != null) {
            kept.skipBytes(bytes);
            if (!kept.isReadable()) {
                drop();
            }
        }
    }

    @Nullable ByteBuf take() {
        var mine = kept;
        kept = null;
        return mine;
    }

    void drop() {
        hearer = null;
        if (kept != null) {
            wire.loop().memory().drop(kept);
            kept = null;
        }
    }

    @Override
    public void failed(Wire failed) {
        end();
    }

    @Override
    public void stop(Wire stopping) {
        end();
    }

    private void end() {
        var told = hearer;
        drop();
        wire.reset();
        if (told != null) {
            told.over(Silence.CLOSED);
        }
    }
}
