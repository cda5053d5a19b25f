package io.penstock.load.peer;

/** Ports that a proxy takes, and where they lead. */
sealed interface Front {
    /** One port that leads to one of the origin. */
    record One(int port, int originPort) implements Front {}

    /** So many ports that each lead to the same port of the origin, {@link Port#WEB} among them. */
    record Range(int from, int to) implements Front {
        /** As many ports as asked for, from the lowest that has {@link Port#WEB} among them. */
        static Range of(int ports) {
            int from = Math.max(1, Port.WEB - ports + 1);
            return new Range(from, Math.min(Port.LAST, from + ports - 1));
        }

        int ports() {
            return to - from + 1;
        }
    }
}
