package io.penstock.testing;

import io.penstock.command.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.ToIntFunction;

/** What a command did: its exit code and what it wrote. */
public record Invocation(int exit, String out, String err) {
    /** Runs something that has a terminal. */
    public static Invocation of(ToIntFunction<Terminal> command) {
        var out = new StringWriter();
        var err = new StringWriter();
        var terminal = new Terminal(new PrintWriter(out, true), new PrintWriter(err, true));
        int exit = command.applyAsInt(terminal);
        return new Invocation(exit, out.toString(), err.toString());
    }
}
