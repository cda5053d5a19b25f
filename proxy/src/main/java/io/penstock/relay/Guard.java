package io.penstock.relay;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last edge of what a watcher does. Nothing that it throws may reach the event loop, which
 * answers an exception with a second's sleep.
 */
final class Guard {
    private static final Logger log = LoggerFactory.getLogger(Guard.class);

    private Guard() {}

    /** The watcher threw. It cleans up, which may fail as well. */
    static void failed(Wire wire, Watcher watcher, String what, Throwable fault) {
        log.error("{}: {}", wire, what, fault);
        try {
            watcher.failed(wire);
        } catch (RuntimeException | Error e) {
            log.error("ending {} after that failed too: it is reset", wire, e);
            wire.reset();
        }
    }
}
