package io.penstock.load.peer;

import io.penstock.load.machine.Server;
import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Another proxy in a container like Penstock's: the host's program with its libraries, over
 * Penstock's image, so that both have the same seccomp profile and the same control groups.
 *
 * @param program which
 * @param image Penstock's
 */
record ContainedProgram(Program program, String image) implements Peer {
    /** Programs and libraries, and the user that nginx asks for by name. */
    private static final List<String> OF_HOST =
            List.of("/usr", "/lib", "/lib64", "/etc/passwd", "/etc/group");

    @Override
    public String id() {
        return program.id() + "-container";
    }

    @Override
    public String name() {
        return program.name();
    }

    @Override
    public boolean warmsUp() {
        return program.warmsUp();
    }

    @Override
    public List<Tool> needs() {
        return Stream.of(program.needs(), Podman.NEEDS).flatMap(List::stream).toList();
    }

    @Override
    public Optional<String> version() {
        return program.version();
    }

    @Override
    public String configure(Place place, Setting setting) throws IOException {
        Podman.requireImage(image);
        return program.configure(place, setting);
    }

    @Override
    public Server start(Place place, Setting setting) throws IOException {
        var words = program.words(place);
        var options = new ArrayList<>(List.of("--user", "0:0", "--entrypoint", words.getFirst()));
        OF_HOST.forEach(path -> options.addAll(Podman.volume(path, path + ":ro")));
        return Podman.start(place, options, image, words.subList(1, words.size()));
    }
}
