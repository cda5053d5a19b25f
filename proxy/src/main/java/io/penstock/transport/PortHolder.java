package io.penstock.transport;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who listens on a port, as far as {@code /proc} tells: of other users' processes only root sees
 * it. Reads files, so not on an event loop.
 */
public final class PortHolder {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTEN = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private PortHolder() {}

    /** A socket that listens, and the number under which a process has it. */
    private record Listening(IpPort at, String inode) {
        private boolean overlaps(IpPort address) {
            return at.port() == address.port()
                    && (at.ip().equals(address.ip()) || at.ip().isAny() || address.ip().isAny());
        }
    }

    /** Such as {@code nginx (pid 1234)}; empty if nobody is found or it cannot be known. */
    public static Optional<String> of(IpPort address) {
        var names =
                listening()
                        .filter(socket -> socket.overlaps(address))
                        .map(socket -> "socket:[" + socket.inode() + "]")
                        .toList();
        return names.isEmpty() ? Optional.empty() : process(names);
    }

    /** Where anybody listens on TCP in this network namespace. */
    public static Set<IpPort> all() {
        return listening().map(Listening::at).collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<Listening> listening() {
        return Stream.of("net/tcp", "net/tcp6")
                .flatMap(table -> lines(PROC.resolve(table)).stream())
                .flatMap(line -> listening(line).stream());
    }

    /** The socket of a table's line, if it listens. */
    private static Optional<Listening> listening(String line) {
        var fields = line.strip().split("\\s+", -1);
        if (fields.length <= INODE || !fields[STATE].equals(LISTEN)) {
            return Optional.empty();
        }
        var local = fields[LOCAL_ADDRESS].split(":", -1);
        var at = new IpPort(ip(local[0]), Integer.parseInt(local[1], 16));
        return Optional.of(new Listening(at, fields[INODE]));
    }

    /** The kernel prints each 32 bits of an address as a number of its own byte order. */
    private static Ip ip(String hex) {
        var words = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        var bytes = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
        while (words.hasRemaining()) {
            bytes.putInt(words.getInt());
        }
        return Ip.of(bytes.array());
    }

    private static Optional<String> process(List<String> sockets) {
        try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var process : processes) {
                if (holds(process, sockets)) {
                    var name = lines(process.resolve("comm"));
                    return Optional.of(
                            (name.isEmpty() ? "a process" : name.getFirst())
                                    + " (pid "
                                    + process.getFileName()
                                    + ")");
                }
            }
        } catch (IOException e) {
            return Optional.empty(); // no /proc to look at
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, List<String> sockets) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(process.resolve("fd"))) {
            for (var fd : open) {
                if (sockets.contains(Files.readSymbolicLink(fd).toString())) {
                    return true;
                }
            }
        } catch (IOException e) {
            return false; // another user's, or it has just ended
        }
        return false;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of(); // no IPv6, or the process has just ended
        }
    }
}
