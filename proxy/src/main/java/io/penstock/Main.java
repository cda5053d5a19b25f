package io.penstock;

import io.penstock.command.Commands;
import io.penstock.command.Exit;
import io.penstock.command.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The process. */
public final class Main {
    private Main() {}

    /** Runs a command and exits with its code. */
    public static void main(String[] arguments) {
        var terminal =
                new Terminal(
                        new PrintWriter(System.out, true, System.out.charset()),
                        new PrintWriter(System.err, true, System.err.charset()));
        // Not System.out: the access log must learn of a pipe that is closed.
        System.exit(run(terminal, new FileOutputStream(FileDescriptor.out), arguments));
    }

    /**
     * Runs a command and gives its exit code. The form in which supervisors start an appliance goes
     * past picocli: its classes are of a version too old for the start-up cache, so reading three
     * words with it takes a fifth of the time to the first byte. Every other form, and every
     * mistake, is picocli's.
     *
     * @param stdout where an access log to standard output goes
     */
    static int run(Terminal terminal, OutputStream stdout, String... arguments) {
        var foreground = new Foreground(terminal, stdout);
        var plain = ofPlainRun(arguments);
        if (plain.isPresent()) {
            return run(terminal, foreground, plain.get());
        }
        var runners =
                List.of(
                        new RunCommand(foreground),
                        new DemoCommand(terminal, stdout),
                        new TrainCommand(terminal));
        return Commands.run(terminal, runners, arguments);
    }

    /** The file of {@code run --config FILE}; empty if it is anything else. */
    private static Optional<Path> ofPlainRun(String... arguments) {
        return arguments.length == 3
                        && arguments[0].equals("run")
                        && arguments[1].equals("--config")
                        && !arguments[2].startsWith("-")
                ? Optional.of(Path.of(arguments[2]))
                : Optional.empty();
    }

    /** As picocli does: a fault of ours is shown, and is an exit code. */
    private static int run(Terminal terminal, Foreground foreground, Path config) {
        try {
            return foreground.run(config);
        } catch (RuntimeException e) {
            e.printStackTrace(terminal.err());
            return Exit.FAILED;
        }
    }
}
