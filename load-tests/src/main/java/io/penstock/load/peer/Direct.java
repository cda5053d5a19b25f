package io.penstock.load.peer;

import io.penstock.load.machine.Server;
import io.penstock.load.machine.Tool;
import java.util.List;
import java.util.Optional;

/** No proxy: clients go to the origin. */
final class Direct implements Peer {
    private static final Server NOTHING =
            new Server() {
                @Override
                public List<Long> pids() {
                    return List.of();
                }

                @Override
                public boolean isAlive() {
                    return true;
                }

                @Override
                public String lastWords() {
                    return "";
                }

                @Override
                public void close() {}
            };

    @Override
    public String id() {
        return "direct";
    }

    @Override
    public String name() {
        return "direct";
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public List<Tool> needs() {
        return List.of();
    }

    @Override
    public Optional<String> version() {
        return Optional.empty();
    }

    @Override
    public String configure(Place place, Setting setting) {
        return "";
    }

    @Override
    public Server start(Place place, Setting setting) {
        return NOTHING;
    }
}
