package io.penstock.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version, written by the build. */
public final class BuildVersion {
    private static final String FILE = "/penstock.properties";

    private BuildVersion() {}

    /** The number alone. */
    public static String text() {
        var properties = new Properties();
        try (var in = BuildVersion.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is missing in the jar");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
        return properties.getProperty("version", "unknown");
    }
}
