package io.penstock;

import io.penstock.command.Commands;
import io.penstock.command.Terminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
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
        System.exit(run(terminal, arguments));
    }

    /** Runs a command and gives its exit code. */
    static int run(Terminal terminal, String... arguments) {
        // Not System.out: the access log must learn of a pipe that is closed.
        var stdout = new FileOutputStream(FileDescriptor.out);
        return Commands.run(
                terminal,
                List.of(new RunCommand(terminal, stdout), new DemoCommand(terminal, stdout)),
                arguments);
    }
}
