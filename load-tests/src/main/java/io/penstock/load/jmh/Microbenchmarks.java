package io.penstock.load.jmh;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Starts the benchmarks of this package. */
public final class Microbenchmarks {
    private Microbenchmarks() {}

    /**
     * Runs those whose name the pattern is found in; JMH prints what it found.
     *
     * @return the exit code
     */
    public static int run(String pattern) {
        var options =
                new OptionsBuilder()
                        .include("io\\.penstock\\.load\\.jmh\\..*(" + pattern + ")")
                        .build();
        try {
            new Runner(options).run();
            return 0;
        } catch (RunnerException e) {
            System.err.println("load-tests: " + e.getMessage());
            return 1;
        }
    }
}
