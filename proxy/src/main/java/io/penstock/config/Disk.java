package io.penstock.config;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the reader needs of a file system; a test has one in memory. */
public interface Disk {
    /** The reason of who wants to read a directory as a file. */
    String DIRECTORY = "is a directory, not a file";

    /** The file system of this machine. */
    Disk SYSTEM =
            new Disk() {
                @Override
                public byte[] read(Path file, int limit) throws IOException {
                    if (Files.isDirectory(file)) { // which opens, and says so in the host's words
                        throw new FileSystemException(file.toString(), null, DIRECTORY);
                    }
                    try (var in = Files.newInputStream(file)) {
                        return in.readNBytes(limit);
                    }
                }

                @Override
                public Path real(Path file) throws IOException {
                    return file.toRealPath();
                }

                @Override
                public List<Path> list(Path directory) throws IOException {
                    var files = new ArrayList<Path>();
                    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                        entries.forEach(files::add);
                    }
                    return files;
                }
            };

    /**
     * The bytes of a file.
     *
     * @param limit how many bytes at most; the rest is left away
     * @throws IOException a {@code NoSuchFileException}, {@code AccessDeniedException} or other
     *     reason why it cannot be read
     */
    byte[] read(Path file, int limit) throws IOException;

    /**
     * Where a path leads when every symbolic link on it is followed.
     *
     * @throws IOException a {@code NoSuchFileException} or other reason why it leads nowhere
     */
    Path real(Path file) throws IOException;

    /**
     * Everything in a directory, in any order.
     *
     * @throws IOException a {@code NoSuchFileException}, {@code NotDirectoryException} or other
     *     reason why it cannot be listed
     */
    List<Path> list(Path directory) throws IOException;
}
