package io.penstock.load.peer;

import io.penstock.load.machine.Child;
import io.penstock.load.machine.Command;
import io.penstock.load.machine.Server;
import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Penstock in its container, with the default seccomp profile and the host's network.
 *
 * @param image its name
 */
record Container(String launcher, String image) implements Peer {
    @Override
    public String id() {
        return "container";
    }

    @Override
    public String name() {
        return "Penstock in its container";
    }

    @Override
    public boolean warmsUp() {
        return true;
    }

    @Override
    public List<Tool> needs() {
        return List.of(Tool.PODMAN, Tool.RUNC);
    }

    @Override
    public Optional<String> version() {
        return Tool.PODMAN.version().map(podman -> "image " + image + ", " + podman);
    }

    @Override
    public String configure(Place place, Setting setting) throws IOException {
        if (Command.run(List.of(Tool.PODMAN.path(), "image", "exists", image)).exitCode() != 0) {
            throw new IOException(
                    "there is no image " + image + "; docker/README.md tells how to build it");
        }
        return Penstock.configure(launcher, place, setting);
    }

    @Override
    public Server start(Place place, Setting setting) throws IOException {
        var name =
                "load-tests-%d-%s"
                        .formatted(ProcessHandle.current().pid(), place.folder().getFileName());
        int descriptors = place.ground().machine().descriptors();
        var podman =
                place.ground()
                        .children()
                        .start(
                                place.folder().getFileName().toString(),
                                List.of(
                                        Tool.PODMAN.path(),
                                        "run",
                                        "--rm",
                                        "--name",
                                        name,
                                        "--runtime",
                                        Tool.RUNC.path(),
                                        "--network",
                                        "host",
                                        "--ulimit",
                                        "nofile=%1$d:%1$d".formatted(descriptors),
                                        "--ulimit",
                                        "nproc=10000:10000", // podman's own default may be more
                                        // than we may give
                                        "--volume",
                                        place.folder().resolve("penstock.yaml")
                                                + ":/etc/penstock/penstock.yaml:ro",
                                        image),
                                Map.of());
        return new Contained(name, podman);
    }

    /** Podman's own process is a mere watcher; the container's first one is the JVM. */
    private record Contained(String container, Child podman) implements Server {
        @Override
        public List<Long> pids() {
            var inspect = run("container", "inspect", "--format", "{{.State.Pid}}", container);
            if (inspect.exitCode() != 0) {
                throw new IllegalStateException(container + " is gone: " + inspect.anyOutput());
            }
            return List.of(Long.parseLong(inspect.output().strip()));
        }

        @Override
        public boolean isAlive() {
            return podman.isAlive();
        }

        @Override
        public String lastWords() {
            return podman.lastWords();
        }

        @Override
        public void close() {
            run("rm", "--force", "--time", "2", "--ignore", container);
            podman.close();
        }

        private static Command run(String... words) {
            try {
                return Command.run(
                        Stream.concat(Stream.of(Tool.PODMAN.path()), Stream.of(words)).toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
