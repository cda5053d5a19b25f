package io.penstock.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A disk of a test, with files that are only here. */
final class MemoryDisk implements Disk {
    private final Map<Path, byte[]> files = new HashMap<>();

    MemoryDisk with(String path, String text) {
        return with(path, text.getBytes(StandardCharsets.UTF_8));
    }

    MemoryDisk with(String path, byte[] bytes) {
        files.put(Path.of(path), bytes);
        return this;
    }

    @Override
    public byte[] read(Path file, int limit) throws NoSuchFileException {
        var bytes = files.get(here(file.normalize()));
        if (bytes == null) {
            throw new NoSuchFileException(file.toString());
        }
        return Arrays.copyOf(bytes, Math.min(bytes.length, limit));
    }

    private static Path here(Path file) {
        return file.isAbsolute() ? Path.of("").toAbsolutePath().relativize(file) : file;
    }

    @Override
    public Path real(Path file) {
        return file.toAbsolutePath().normalize();
    }

    @Override
    public List<Path> list(Path directory) throws NoSuchFileException, NotDirectoryException {
        if (files.containsKey(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        var inside =
                files.keySet().stream().filter(file -> directory.equals(file.getParent())).toList();
        if (inside.isEmpty()) {
            throw new NoSuchFileException(directory.toString());
        }
        return inside;
    }
}
