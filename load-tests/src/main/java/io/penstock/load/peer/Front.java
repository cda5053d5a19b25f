package io.penstock.load.peer;

import static java.util.Comparator.naturalOrder;

import java.util.Set;

/** Ports that a proxy takes, and where they lead. */
sealed interface Front {
    /** One port that leads to one of the origin. */
    record One(int port, int originPort) implements Front {}

    /** {@link Port#WEB} of one more address, which leads to that of the origin. */
    record Further(int index) implements Front {}

    /** So many ports that each lead to the same port of the origin, {@link Port#WEB} among them. */
    record Range(int from, int to) implements Front {
        /** All there are. */
        static final Range ALL = new Range(1, Port.LAST);

        /** At most so many, between those that somebody has on all addresses. */
        static Range of(int most, Set<Integer> taken) {
            int lowest = taken.stream().filter(p -> p < Port.WEB).max(naturalOrder()).orElse(0) + 1;
            int from = Math.max(lowest, Port.WEB - most + 1);
            int highest =
                    taken.stream()
                                    .filter(p -> p > Port.WEB)
                                    .min(naturalOrder())
                                    .orElse(Port.LAST + 1)
                            - 1;
            return new Range(from, Math.min(highest, from + most - 1));
        }
    }
}
