package io.penstock.load.peer;

import io.penstock.load.machine.Command;
import io.penstock.load.machine.Server;
import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Penstock as users run it: by its launcher, with its start-up cache if there is one. None is made
 * now: that would be beside a measurement.
 *
 * @param launcher where that is
 * @param options for the JVM, beside the launcher's and the user's own
 */
record Penstock(String launcher, String options) implements Peer {
    static final String CONFIG = "penstock.yaml";
    private static final String OPTIONS = "PENSTOCK_JAVA_OPTS";

    @Override
    public String id() {
        return "penstock";
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
        return List.of();
    }

    @Override
    public Optional<String> version() {
        try {
            return Optional.of(Command.run(List.of(launcher, "--version")).anyOutput());
        } catch (IOException e) {
            return Optional.of("Penstock, which does not run: " + e.getMessage());
        }
    }

    @Override
    public String configure(Place place, Setting setting) throws IOException {
        return configure(launcher, place, setting);
    }

    /** Where the host cannot give it every port, it takes as many as the others can. */
    static String configure(String launcher, Place place, Setting setting) throws IOException {
        var config = PenstockConfig.of(place, setting, Front.Range.ALL);
        var file = place.write(CONFIG, config);
        var check = Command.run(List.of(launcher, "check", "--host", "--config", file.toString()));
        if (check.exitCode() != 0 && setting.everyPort()) {
            config = PenstockConfig.of(place, setting, place.ports(place.threads()));
            place.write(CONFIG, config);
        } else if (check.exitCode() != 0) {
            throw new IOException(check.anyOutput());
        }
        return config;
    }

    @Override
    public Server start(Place place, Setting setting) throws IOException {
        var all = (Optional.ofNullable(System.getenv(OPTIONS)).orElse("") + " " + options).strip();
        return place.ground()
                .children()
                .start(
                        place.folder().getFileName().toString(),
                        List.of(
                                launcher,
                                "run",
                                "--config",
                                place.folder().resolve(CONFIG).toString()),
                        Map.of(OPTIONS, all, "PENSTOCK_CACHE", "off"));
    }
}
