package io.penstock.load.peer;

import io.penstock.load.machine.Server;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Another proxy than Penstock: a program of the host. */
public interface Program extends Peer {
    /** The command that starts it as it was configured, and stays in the foreground. */
    List<String> words(Place place);

    @Override
    default boolean warmsUp() {
        return false;
    }

    @Override
    default Server start(Place place, Setting setting) throws IOException {
        var folder = place.folder().getFileName().toString();
        return place.ground().children().start(folder, words(place), Map.of());
    }
}
