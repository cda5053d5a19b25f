package io.penstock;

import java.util.Optional;

/**
 * The start-up cache that the JVM was to use: classes as they are in memory, and what earlier runs
 * taught about methods (JEP 483 and 515). It holds for exactly the JVM, the jars and the main
 * options that it was made with; a JVM that it does not fit goes on without.
 */
final class StartCache {
    /** Names the file that {@code -XX:AOTCache} names; set by the launcher and in the image. */
    private static final String FILE = "penstock.cache";

    private StartCache() {}

    /** What to say of it; empty where there is none or it is in use. */
    static Optional<String> problem() {
        var info = System.getProperty("java.vm.info", "");
        return Optional.ofNullable(System.getProperty(FILE))
                .filter(_ -> !info.contains("sharing"))
                .map(file ->
                        "the start-up cache "
                                + file
                                + " cannot be used: unreadable, or made for another JVM, other jars"
                                + " or other options; this start took longer, nothing else differs");
    }
}
