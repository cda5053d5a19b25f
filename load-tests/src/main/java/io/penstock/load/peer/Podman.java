package io.penstock.load.peer;

import io.penstock.load.machine.Child;
import io.penstock.load.machine.Command;
import io.penstock.load.machine.Server;
import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Containers as podman makes them unasked, with its default seccomp profile; but with the host's
 * network, whose loopback addresses everybody is on, and with the limits of those outside.
 */
final class Podman {
    /** What it takes. */
    static final List<Tool> NEEDS = List.of(Tool.PODMAN, Tool.RUNC);

    private Podman() {}

    /** Fails with a remedy if the image is not there. */
    static void requireImage(String image) throws IOException {
        if (Command.run(List.of(Tool.PODMAN.path(), "image", "exists", image)).exitCode() != 0) {
            throw new IOException(
                    "there is no image " + image + "; docker/README.md tells how to build it");
        }
    }

    /** The option for a file or folder of the host to be found in there. */
    static List<String> volume(String ofHost, String inside) {
        return List.of("--volume", ofHost + ":" + inside);
    }

    /**
     * Starts a container, which finds this run's files where they are; the caller closes it, which
     * removes it.
     *
     * @param options for {@code podman run}
     * @param words what the container is told; empty for what its image says
     */
    static Server start(Place place, List<String> options, String image, List<String> words)
            throws IOException {
        var folder = place.folder().getFileName().toString();
        var name = "load-tests-%d-%s".formatted(ProcessHandle.current().pid(), folder);
        int descriptors = place.ground().machine().descriptors();
        var command = new ArrayList<>(List.of(Tool.PODMAN.path(), "run", "--rm", "--name", name));
        command.addAll(List.of("--runtime", Tool.RUNC.path(), "--network", "host"));
        command.addAll(List.of("--ulimit", "nofile=%1$d:%1$d".formatted(descriptors)));
        // Podman's own default may be more than we may give.
        command.addAll(List.of("--ulimit", "nproc=10000:10000"));
        var files = place.ground().folder().toString();
        command.addAll(volume(files, files));
        command.addAll(options);
        command.add(image);
        command.addAll(words);
        return new Contained(name, place.ground().children().start(folder, command, Map.of()));
    }

    /** Podman's own process is a mere watcher. */
    private record Contained(String container, Child podman) implements Server {
        /** The container's first process, and its descendants as they are now. */
        @Override
        public List<Long> pids() {
            var inspect = run("container", "inspect", "--format", "{{.State.Pid}}", container);
            if (inspect.exitCode() != 0) {
                throw new IllegalStateException(container + " is gone: " + inspect.anyOutput());
            }
            long first = Long.parseLong(inspect.output().strip());
            var others =
                    ProcessHandle.of(first).stream()
                            .flatMap(ProcessHandle::descendants)
                            .mapToLong(ProcessHandle::pid);
            return LongStream.concat(LongStream.of(first), others).boxed().toList();
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
