package io.penstock.passage;

import io.penstock.relay.LiveTally;
import io.penstock.resource.Subject;

/** Moves the numbers of a {@link Traffic} as workers do, for tests of who reads them. */
public final class LiveTraffic {
    private LiveTraffic() {}

    public static void entered(Traffic traffic, Subject exposure) {
        traffic.of(exposure).entered();
    }

    public static void left(Traffic traffic, Subject exposure) {
        traffic.of(exposure).left(CloseReason.CLOSED);
    }

    public static void refused(Traffic traffic, Subject exposure) {
        traffic.of(exposure).entered();
        traffic.of(exposure).left(CloseReason.INGRESS_DENIED);
    }

    public static void moved(Traffic traffic, Subject exposure, int fromClient, int fromServer) {
        LiveTally.moved(traffic.of(exposure).on(0), fromClient, fromServer);
    }
}
