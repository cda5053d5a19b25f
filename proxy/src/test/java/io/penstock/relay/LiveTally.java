package io.penstock.relay;

/** Counts bytes as a relay does, for tests of who reads them. */
public final class LiveTally {
    private LiveTally() {}

    public static void moved(Tally tally, int fromClient, int fromServer) {
        tally.addFromClient(fromClient);
        tally.addFromServer(fromServer);
    }
}
