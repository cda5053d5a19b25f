package io.penstock.load.peer;

import io.penstock.load.machine.Server;
import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Penstock in its container.
 *
 * @param image its name
 */
record ContainedPenstock(String launcher, String image) implements Peer {
    @Override
    public String id() {
        return "penstock-container";
    }

    @Override
    public String name() {
        return "Penstock";
    }

    @Override
    public boolean warmsUp() {
        return true;
    }

    @Override
    public List<Tool> needs() {
        return Podman.NEEDS;
    }

    @Override
    public Optional<String> version() {
        return Tool.PODMAN.version().map(podman -> "image " + image + ", " + podman);
    }

    @Override
    public String configure(Place place, Setting setting) throws IOException {
        Podman.requireImage(image);
        return Penstock.configure(launcher, place, setting);
    }

    @Override
    public Server start(Place place, Setting setting) throws IOException {
        var config = place.folder().resolve(Penstock.CONFIG).toString();
        return Podman.start(
                place, Podman.volume(config, "/etc/penstock/penstock.yaml:ro"), image, List.of());
    }
}
