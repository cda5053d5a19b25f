package io.penstock.gateway;

import io.penstock.net.Ip;
import java.util.List;

/** What a target stands for now. */
public sealed interface Resolution {
    /**
     * These candidates; not empty.
     *
     * @param stale whether the answer has expired and is used because no server answers
     */
    record Found(List<Candidate> candidates, boolean stale) implements Resolution {
        /** Copies the list. */
        public Found {
            candidates = List.copyOf(candidates);
        }
    }

    /** One address, whose port follows from the client's. */
    static Found of(Ip ip) {
        return new Found(List.of(Candidate.of(ip)), false);
    }

    /** Nothing, and why. */
    record Nothing(LookupOutcome outcome, String text) implements Resolution {}
}
