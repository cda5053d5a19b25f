package io.penstock.passage;

import io.penstock.net.IpPort;
import io.penstock.snapshot.Snapshot;
import java.util.List;
import java.util.Map;

/** The answer of {@link Workers#prepare}: the next snapshot is bound, or nothing has changed. */
public sealed interface Preparation {
    /**
     * Every new listener is bound, but takes nobody yet. Exactly one of {@link #commit} and {@link
     * #abandon} must be called, once.
     */
    non-sealed interface Ready extends Preparation {
        /**
         * How many of the living connections a commit would close, by reason. Changes nothing. Not
         * on an event loop.
         */
        Map<CloseReason, Integer> foresee();

        /**
         * Makes the snapshot the current one: new listeners take clients, old ones empty their
         * queues and close, living connections are judged anew. Does not fail. Not on an event
         * loop: it waits for all of them.
         */
        Applied commit();

        /** Closes what was bound; the current snapshot stays. Not on an event loop. */
        void abandon();
    }

    /** Something could not be bound, and nothing was kept. */
    record Refused(List<BindProblem> problems) implements Preparation {
        /** Copies the list. */
        public Refused {
            problems = List.copyOf(problems);
        }
    }

    /**
     * A listener that could not be bound.
     *
     * @param endpoint {@code owner/name}
     * @param where the address and port, or the address and ranges of ports
     * @param message what is wrong, who holds the port, what to do
     */
    record BindProblem(String endpoint, String where, String message) {
        @Override
        public String toString() {
            return "endpoint " + endpoint + " cannot listen on " + where + ": " + message;
        }
    }

    /**
     * What a commit did.
     *
     * @param closed how many living connections were closed, by reason
     */
    record Applied(
            Snapshot snapshot,
            List<IpPort> opened,
            List<IpPort> released,
            Map<CloseReason, Integer> closed) {
        /** Copies the collections. */
        public Applied {
            opened = List.copyOf(opened);
            released = List.copyOf(released);
            closed = Map.copyOf(closed);
        }
    }
}
