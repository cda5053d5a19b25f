package io.penstock;

import io.penstock.command.Exit;
import io.penstock.reload.Trigger;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Steers a running appliance by signals until it has stopped. */
final class Until {
    private static final Logger log = LoggerFactory.getLogger(Until.class);

    private Until() {}

    /**
     * Waits for its end. SIGTERM and SIGINT end it: the first with {@code first}, which must lead
     * to its end, the second at once. SIGHUP reloads.
     *
     * @return the exit code
     */
    static int signalled(Appliance appliance, Runnable first) {
        var signals = new AtomicInteger();
        Runnable end = () -> end(appliance, first, signals.incrementAndGet());
        try (var _ = Signals.on("HUP", () -> reload(appliance));
                var _ = Signals.on("TERM", end);
                var _ = Signals.on("INT", end)) {
            appliance.ended().join();
        }
        return signals.get() > 1 ? Exit.FAILED : Exit.OK;
    }

    private static void end(Appliance appliance, Runnable first, int signals) {
        if (signals == 1) {
            log.info("stopping; a second signal stops at once");
            first.run();
        } else {
            log.warn("stopping at once");
            appliance.stop();
        }
    }

    /** What becomes of it, the reloader logs. */
    private static void reload(Appliance appliance) {
        var _ = appliance.reload(Trigger.SIGNAL);
    }
}
