package io.penstock.reload;

import io.penstock.config.ConfigResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sees that the configuration's files changed, by looking at them again and again: where a path
 * leads to, which file is there, its size and times; of a directory, the names in it. That is the
 * one way that sees every kind of change: writing in place, renaming over, a symbolic link swapped
 * several levels above (a Kubernetes ConfigMap), and a file under a bind mount, of which the
 * kernel's notifications tell nothing. Not thread-safe: one thread looks.
 */
final class ConfigWatcher {
    /** Device, inode, size, content's time, and the time of any change, which no copy preserves. */
    private static final String ATTRIBUTES = "unix:dev,ino,size,lastModifiedTime,ctime";

    private final Supplier<ConfigResult.Sources> sources;
    private Map<Path, String> reported = Map.of();
    private Map<Path, String> last = Map.of();

    /**
     * Nothing is reported yet, so the first two looks report a change: what happened between
     * reading the files and watching them must not be missed.
     *
     * @param sources what to look at; asked at each look, since another file may be included
     */
    ConfigWatcher(Supplier<ConfigResult.Sources> sources) {
        this.sources = sources;
    }

    /**
     * Looks once. Changes count when two looks in a row saw the same, so that several files, or a
     * file that is being written, are one change.
     *
     * @return whether something is other than when it was last true
     */
    boolean look() {
        var seen = see(sources.get());
        boolean settled = seen.equals(last);
        last = seen;
        if (!settled || seen.equals(reported)) {
            return false;
        }
        reported = seen;
        return true;
    }

    private static Map<Path, String> see(ConfigResult.Sources sources) {
        var seen = new HashMap<Path, String>();
        sources.files().forEach(file -> seen.put(file, stamp(file)));
        sources.directories().forEach(directory -> seen.put(directory, names(directory)));
        return seen;
    }

    private static String stamp(Path file) {
        try {
            return file.toRealPath() + " " + Files.readAttributes(file, ATTRIBUTES);
        } catch (IOException e) {
            return absent(e);
        }
    }

    private static String names(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return directory.toRealPath()
                    + entries.map(Path::toString)
                            .sorted()
                            .collect(Collectors.joining("\n", "\n", ""));
        } catch (IOException e) {
            return absent(e);
        }
    }

    /** It is missing or closed to us, which the reader will tell better: here it is one state. */
    private static String absent(IOException e) {
        return Optional.ofNullable(e.getMessage()).orElse("unreadable");
    }
}
