package io.penstock.load;

import picocli.CommandLine;

/** The process. */
public final class Main {
    private Main() {}

    /** Runs the benchmark and exits: 0, 1 if a check found a fault, 69 if something is missing. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new RunCommand()).execute(arguments));
    }
}
