package io.penstock.config;

import io.penstock.config.yaml.Place;
import io.penstock.config.yaml.Problem;
import io.penstock.resource.Host;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a configuration: its files in, a snapshot or everything that is wrong out. {@code check},
 * {@code run} and a reload all ask it, so that they say the same. Blocks on files; any thread.
 */
public final class ConfigReader {
    private final Path main;
    private final Disk disk;

    /**
     * A reader of this file and what it includes.
     *
     * @param main as the user named it: problems name it so
     */
    public ConfigReader(Path main, Disk disk) {
        this.main = main;
        this.disk = disk;
    }

    /**
     * Reads everything anew.
     *
     * @param revision of the snapshot, if there will be one
     * @param host what endpoints on a device or {@code "*"} stand for; {@link Host#UNKNOWN} judges
     *     the files alone
     */
    public ConfigResult read(long revision, Host host) {
        // Signatures first; the body follows.
        var text = "cannot be read yet: " + disk + " " + revision + " " + host;
        var problem = new Problem(Place.of(main.toString()), Problem.Severity.ERROR, text);
        return new ConfigResult.Rejected(
                List.of(problem), new ConfigResult.Sources(List.of(main), List.of()));
    }
}
