package io.penstock.endpoint;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.policy.Admission;
import io.penstock.resource.Exposure;
import io.penstock.resource.Lookup;
import io.penstock.resource.Subject;
import io.penstock.resource.Switchboard;
import io.penstock.snapshot.Snapshot;

/** Decides who an arrival is for and whether it may come in. Pure functions; any thread. */
public final class Reception {
    private Reception() {}

    /**
     * Receives who has connected: a client, which is judged, or a load balancer in front.
     *
     * @param peer its address
     * @param destination the address and port that it came to
     */
    public static Arrival receive(Snapshot snapshot, Ip peer, IpPort destination) {
        return switch (snapshot.catalog().find(destination.ip(), destination.port())) {
            case Lookup.Nothing() -> new Arrival.Nobody();
            case Lookup.Several(var board) -> receive(snapshot, board, peer, destination.port());
            case Lookup.Found(var exposure) ->
                    receive(snapshot, exposure, peer, destination.port());
        };
    }

    private static Arrival receive(Snapshot snapshot, Subject subject, Ip peer, int port) {
        if (!subject.endpoint().isEntitled()) {
            return new Arrival.NotShared(subject);
        }
        return subject.endpoint().options().isBalancer(peer)
                ? new Arrival.Announced(subject)
                : judge(snapshot, subject, peer, port);
    }

    /**
     * Judges a client, also one that a load balancer in front has named.
     *
     * @param port which it came to
     */
    public static Arrival.Known judge(Snapshot snapshot, Subject subject, Ip client, int port) {
        return switch (snapshot.ingress(subject.endpoint()).decide(client, port)) {
            case Admission.Refused(var denial) -> new Arrival.Refused(subject, denial);
            case Admission.Admitted(var grounds) ->
                    switch (subject) {
                        case Exposure exposure -> new Arrival.Welcome(exposure, grounds);
                        case Switchboard board -> new Arrival.Undecided(board, grounds);
                    };
        };
    }
}
