package io.penstock.endpoint;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.policy.Admission;
import io.penstock.resource.Lookup;
import io.penstock.snapshot.Snapshot;

/** Decides who an arrival is for and whether it may come in. A pure function; any thread. */
public final class Reception {
    private Reception() {}

    /**
     * Judges a client.
     *
     * @param client its address
     * @param destination the address and port that it came to
     */
    public static Arrival receive(Snapshot snapshot, Ip client, IpPort destination) {
        return switch (snapshot.catalog().find(destination.ip(), destination.port())) {
            case Lookup.Nothing() -> new Arrival.Nobody();
            case Lookup.Several(var board) ->
                    switch (snapshot.ingress(board.endpoint()).decide(client, destination.port())) {
                        case Admission.Admitted(var grounds) ->
                                new Arrival.Undecided(board, grounds);
                        case Admission.Refused(var denial) -> new Arrival.Refused(board, denial);
                    };
            case Lookup.Found(var exposure) ->
                    switch (snapshot.ingress(exposure.endpoint())
                            .decide(client, destination.port())) {
                        case Admission.Admitted(var grounds) ->
                                new Arrival.Welcome(exposure, grounds);
                        case Admission.Refused(var denial) -> new Arrival.Refused(exposure, denial);
                    };
        };
    }
}
