package io.penstock.load.peer;

import io.penstock.load.machine.Server;
import java.io.IOException;

/**
 * A contestant that can be started.
 *
 * @param config as it was written
 */
public record Configured(Contestant contestant, Place place, String config) {
    /** Starts it and returns at once. The caller closes it. */
    public Server begin() throws IOException {
        return contestant.peer().start(place, contestant.setting());
    }

    /** Starts it and returns when it serves. The caller closes it. */
    public Running start() throws IOException {
        var server = begin();
        try {
            Ready.await(server, place.address(), port());
            if (contestant.setting().scraped()) {
                Ready.await(server, place.admin(), Port.ADMIN);
            }
            return new Running(this, server);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Where clients come. */
    public String address() {
        return place.address();
    }

    /** The same. */
    public int port() {
        return contestant.setting().port();
    }
}
