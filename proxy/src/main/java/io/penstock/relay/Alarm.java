package io.penstock.relay;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A deadline that is moved more often than it comes, as one of many requests on one connection:
 * moving it later costs nothing, since it is looked at again when it has come. In whole ticks of
 * its loop, never early. On the loop's thread.
 */
public final class Alarm {
    private static final Logger log = LoggerFactory.getLogger(Alarm.class);

    /** What is asked and told when it may have come. */
    @FunctionalInterface
    public interface Owner {
        /**
         * It may have come.
         *
         * @param tick now
         * @return the tick at which to ask again, later than now; {@link #NEVER} for not at all
         */
        long due(long tick);
    }

    /** Not set. */
    public static final long NEVER = Long.MAX_VALUE;

    private final Loop loop;
    private final Owner owner;
    private final Wheel.Deadline deadline;
    private long set = NEVER;

    /** One that is not set yet. */
    public Alarm(Loop loop, Owner owner) {
        this.loop = loop;
        this.owner = owner;
        this.deadline = new Wheel.Deadline(this::ring);
    }

    /** Sees to it that the owner is asked at that tick, or before it. */
    public void by(long tick) {
        if (tick < set) {
            set = tick;
            loop.wheel().set(deadline, tick);
        }
    }

    /** The owner is not asked any more. */
    public void off() {
        set = NEVER;
        loop.wheel().remove(deadline);
    }

    /** Nothing escapes it: the deadlines of others come after this one. */
    private void ring() {
        set = NEVER;
        try {
            long next = owner.due(loop.tick());
            if (next != NEVER) {
                by(next);
            }
        } catch (RuntimeException e) {
            log.error("a deadline failed", e);
        }
    }
}
