package io.penstock;

import io.penstock.command.Commands;
import io.penstock.command.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.List;

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
     * Runs a command and gives its exit code.
     *
     * @param stdout where an access log to standard output goes
     */
    static int run(Terminal terminal, OutputStream stdout, String... arguments) {
        var runners =
                List.of(
                        new RunCommand(terminal, stdout),
                        new DemoCommand(terminal, stdout),
                        new TrainCommand(terminal));
        return Commands.run(terminal, runners, arguments);
    }
}
