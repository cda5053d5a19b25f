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
        traffic.of(exposure).left();
    }

    public static void moved(Traffic traffic, Subject exposure, int fromClient, int fromServer) {
        LiveTally.moved(traffic.of(exposure).on(0), fromClient, fromServer);
    }
}
