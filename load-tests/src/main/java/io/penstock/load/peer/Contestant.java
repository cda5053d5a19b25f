package io.penstock.load.peer;

import java.io.IOException;

/**
 * One line of a table: a peer in a setting.
 *
 * @param name unique in its scenario
 */
public record Contestant(String name, Peer peer, Setting setting) {
    /** Under the peer's own name. */
    public static Contestant of(Peer peer, Setting setting) {
        return new Contestant(peer.name(), peer, setting);
    }

    /** Configures it at the place with this number; once, before it is started the first time. */
    public Configured configure(Ground ground, int number) throws IOException {
        var place = peer instanceof Direct ? ground.forOrigin() : ground.place(number, name);
        return new Configured(this, place, peer.configure(place, setting));
    }
}
