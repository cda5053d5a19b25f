package io.penstock.http.tls;

import io.penstock.relay.Alarm;
import io.penstock.relay.Loop;
import org.jspecify.annotations.Nullable;

/** Who waits for a handshake, and until when. On the loop. */
final class Waiting {
    private final Alarm alarm;
    private @Nullable TlsOpening opening;

    /** Waits from now on, until {@link #take}. */
    Waiting(Loop loop, long byTick, TlsOpening opening, Runnable overdue) {
        this.opening = opening;
        this.alarm =
                new Alarm(
                        loop,
                        _ -> {
                            overdue.run();
                            return Alarm.NEVER;
                        });
        alarm.by(byTick);
    }

    /** Whether somebody waits. */
    boolean isOn() {
        return opening != null;
    }

    /** Tells who waits that it is done. */
    void opened(TlsLine line, String protocol) {
        var waited = take();
        if (waited != null) {
            waited.opened(line, protocol);
        }
    }

    /** Who has waited; null if nobody waits any more. */
    @Nullable TlsOpening take() {
        var waited = opening;
        opening = null;
        alarm.off();
        return waited;
    }
}
