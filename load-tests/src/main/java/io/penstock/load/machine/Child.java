package io.penstock.load.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that was started, with all that it started in turn. */
public final class Child implements Server {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Children children;
    private final Process process;
    private final Path log;

    Child(Children children, Process process, Path log) {
        this.children = children;
        this.process = process;
        this.log = log;
    }

    /** It, and its descendants as they are now. */
    @Override
    public List<Long> pids() {
        return handles().map(ProcessHandle::pid).toList();
    }

    private Stream<ProcessHandle> handles() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    /** Whether it runs. */
    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    /** The end of what it said. */
    @Override
    public String lastWords() {
        try {
            var lines = Files.readString(log).strip().lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
        } catch (IOException e) {
            return "(its log cannot be read: " + e.getMessage() + ")";
        }
    }

    /** Waits for its end. */
    public int await() {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new Interrupted(e);
        }
    }

    /** Asks it to end as Ctrl-C does, and waits. */
    public void interrupt() throws IOException {
        Command.run(List.of("kill", "-INT", Long.toString(process.pid())));
        await();
        children.forget(this);
    }

    /** Ends it and its descendants: first asked to, then not. Returns when they are gone. */
    @Override
    public void close() {
        var all = handles().toList();
        process.destroy();
        if (!endsInTime()) {
            all.forEach(ProcessHandle::destroyForcibly);
            endsInTime();
        }
        all.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
        children.forget(this);
    }

    long pid() {
        return process.pid();
    }

    private boolean endsInTime() {
        try {
            return process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
