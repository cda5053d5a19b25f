package io.penstock;

import io.penstock.command.Exit;
import io.penstock.command.Terminal;
import io.penstock.training.Scenario;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import picocli.CommandLine.Command;

/**
 * {@code penstock train}: runs an appliance as {@code run} does, has it do everything once over on
 * loopback, and ends it by SIGTERM. A JVM that is told to (-XX:AOTCacheOutput) writes what it
 * learned into a start-up cache then. The launcher and the image's build call it.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Runs an appliance through everything once, for the JVM to learn from.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it did all that it should", "1:it did not"})
final class TrainCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int POLL_MILLIS = 20;

    private final Terminal terminal;

    TrainCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("penstock-train-");
        try (var scenario = Scenario.in(folder)) {
            var file = scenario.configuration().toString();
            var run = new FutureTask<>(() -> penstock("run", "--config", file));
            Thread.ofPlatform().name("appliance").start(run);
            try {
                exercise(scenario, run);
            } finally {
                if (!run.isDone()) {
                    Signals.raise("TERM");
                }
            }
            return run.get();
        } catch (GeneralSecurityException | IOException | ExecutionException e) {
            terminal.err().println("training: " + e.getMessage());
            return Exit.FAILED;
        } finally {
            delete(folder);
        }
    }

    private void exercise(Scenario scenario, Future<Integer> run)
            throws GeneralSecurityException, IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isReady(scenario)) {
            if (run.isDone() || System.nanoTime() > end) {
                throw new IOException("the appliance does not get ready");
            }
            Thread.sleep(POLL_MILLIS);
        }
        scenario.exercise();
        operate(scenario, "http://127.0.0.1:" + scenario.admin().getPort());
        scenario.exercise();
    }

    private static boolean isReady(Scenario scenario) {
        try {
            return HealthCheck.get(scenario.admin(), "/readyz") == 200;
        } catch (IOException _) {
            return false; // it does not listen yet
        }
    }

    private void operate(Scenario scenario, String admin) throws IOException {
        var file = scenario.configuration().toString();
        var token = scenario.tokenFile().toString();
        must("check", "--config", file);
        must("status", "--admin", admin);
        must("list", "endpoints", "--admin", admin);
        must("explain", "--admin", admin, "--from", "127.0.0.1", "--endpoint", "entry");
        must("explain", "--config", file, "--from", "127.0.0.1", "--endpoint", "entry");
        scenario.change();
        must("reload", "--admin", admin, "--admin-token-file", token, "--dry-run");
        must("reload", "--admin", admin, "--admin-token-file", token);
        Signals.raise("HUP");
    }

    private void must(String... arguments) throws IOException {
        int exit = penstock(arguments);
        if (exit != Exit.OK) {
            throw new IOException("penstock " + String.join(" ", arguments) + ": exit " + exit);
        }
    }

    /** What it answers goes nowhere; what it complains of is shown. */
    private int penstock(String... arguments) {
        var nowhere = OutputStream.nullOutputStream();
        var out = new PrintWriter(nowhere, false, StandardCharsets.UTF_8);
        return Main.run(new Terminal(out, terminal.err()), nowhere, arguments);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
