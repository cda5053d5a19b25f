package io.penstock.command;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steers a running appliance by signals until it has stopped. */
final class Until {
    private static final Logger log = LoggerFactory.getLogger(Until.class);

    private Until() {}

    /** Drains at the first signal to stop, and stops at once at the second. */
    static boolean signalled(Running appliance) throws InterruptedException {
        return signalled(appliance, appliance::drain);
    }

    /**
     * As above, with something else at the first signal.
     *
     * @return whether it stopped cleanly
     */
    static boolean signalled(Running appliance, Runnable first) throws InterruptedException {
        var begun = new AtomicBoolean();
        Runnable end =
                () -> {
                    if (begun.compareAndSet(false, true)) {
                        log.info("stopping; a second signal stops at once");
                        first.run();
                    } else {
                        log.warn("stopping at once");
                        appliance.stop();
                    }
                };
        try (var _ = Signals.on("HUP", appliance::reload);
                var _ = Signals.on("TERM", end);
                var _ = Signals.on("INT", end)) {
            return appliance.awaitEnd();
        }
    }
}
