package io.penstock.accesslog;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;

/**
 * Lines appended to a file. About once a second it looks whether the path still leads to the file
 * that it has open (device and inode); where it was moved away or deleted, as log rotation does, it
 * opens a new one there. Rotation needs no signal, and a rotation that copies and truncates works
 * too, since every write goes to the end.
 */
final class FileSink implements Sink {
    private final Path path;
    private FileOutputStream out;
    private Optional<Object> key;

    FileSink(Path path) throws IOException {
        this.path = path;
        this.out = open(path);
        this.key = keyOf(path);
    }

    private static FileOutputStream open(Path path) throws IOException {
        return new FileOutputStream(path.toFile(), true);
    }

    /** Which file the path leads to; empty if to none. */
    private static Optional<Object> keyOf(Path path) throws IOException {
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(
                    Objects.requireNonNullElse(attributes.fileKey(), attributes.creationTime()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
    }

    @Override
    public void look() throws IOException {
        if (key.isEmpty() || !key.equals(keyOf(path))) {
            var next = open(path);
            out.close();
            out = next;
            key = keyOf(path);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** A sentence for a file that cannot be opened. */
    static String problem(Path path, IOException why) {
        var parent = path.toAbsolutePath().getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            return "appliance.accessLog: there is no directory %s: make it, or name another"
                    .formatted(parent);
        }
        if (Files.isDirectory(path)) {
            return "appliance.accessLog: %s is a directory: name a file in it".formatted(path);
        }
        var reason = why instanceof FileSystemException f ? f.getReason() : why.getMessage();
        return ("appliance.accessLog: cannot write to %s: %s; name a file that this user may write (in"
                        + " a container: on a volume), or stdout")
                .formatted(path, reason);
    }
}
