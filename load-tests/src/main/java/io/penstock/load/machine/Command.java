package io.penstock.load.machine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A program that runs to its end while the caller waits, and what it said. */
public record Command(int exitCode, String output, String errors) {
    /**
     * Runs it without input.
     *
     * @throws IOException if it cannot be started
     */
    public static Command run(List<String> words) throws IOException {
        var process = new ProcessBuilder(words).start();
        try {
            process.getOutputStream().close();
            var errors = CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
            var output = text(process.getInputStream());
            return new Command(process.waitFor(), output, errors.join());
        } catch (InterruptedException e) {
            throw new Interrupted(e);
        } finally {
            process.destroyForcibly();
        }
    }

    /**
     * The same of a program that has to succeed.
     *
     * @return its standard output
     */
    public static String succeed(List<String> words) throws IOException {
        var done = run(words);
        if (done.exitCode != 0) {
            throw new IOException(
                    "%s: exit code %d: %s"
                            .formatted(String.join(" ", words), done.exitCode, done.anyOutput()));
        }
        return done.output;
    }

    /** What it said, wherever it said it. */
    public String anyOutput() {
        return (output + errors).strip();
    }

    private static String text(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
