package io.penstock.load.peer;

import io.penstock.load.machine.Server;
import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * nginx: its stream proxy for TCP, its HTTP proxy for HTTP.
 *
 * @param large whether it has buffers of 256 KiB, and a listening socket for each worker
 */
record Nginx(boolean large) implements Program {
    private static final String CONFIG = "nginx.conf";

    @Override
    public String id() {
        return large ? "nginx-256k" : "nginx";
    }

    @Override
    public String name() {
        return large ? "nginx, 256 KiB" : "nginx";
    }

    @Override
    public List<Tool> needs() {
        return List.of(Tool.NGINX);
    }

    @Override
    public Optional<String> version() {
        return Tool.NGINX.version();
    }

    @Override
    public String configure(Place place, Setting setting) throws IOException {
        var config = NginxConfig.proxy(place, setting, large);
        place.write(CONFIG, config);
        return config;
    }

    @Override
    public List<String> words(Place place) {
        var folder = place.folder();
        return List.of(
                Tool.NGINX.path(),
                "-p",
                folder.toString(),
                "-e",
                "stderr",
                "-c",
                folder.resolve(CONFIG).toString());
    }

    /** Writes the origin's configuration and starts it. */
    static Server startOrigin(Place place) throws IOException {
        place.write(CONFIG, NginxConfig.origin(place));
        return new Nginx(false).start(place, Setting.PLAIN);
    }
}
