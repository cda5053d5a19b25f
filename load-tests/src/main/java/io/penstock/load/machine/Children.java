package io.penstock.load.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every process that the run starts. None outlives it: {@link #close} ends them, also when the JVM
 * is told to stop, and what a JVM that was killed left is ended when the next one starts, by a list
 * of pids with their start times. Any thread.
 */
public final class Children implements AutoCloseable {
    private final Path list;
    private final Path logs;
    private final Set<Child> alive = ConcurrentHashMap.newKeySet();
    private boolean closed;

    /** Children whose list and logs lie in this folder, which is made. */
    public Children(Path folder) throws IOException {
        this.list = folder.resolve("pids");
        this.logs = Files.createDirectories(folder.resolve("logs"));
        endLeftOver();
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end of all children"));
    }

    /**
     * Starts a process without input.
     *
     * @param name of its log, which holds what it says
     */
    public Child start(String name, List<String> words, Map<String, String> environment)
            throws IOException {
        var log = logs.resolve(name + ".log");
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        synchronized (this) {
            if (closed) {
                throw new IOException("the run is over: " + name + " is not started");
            }
            var child = new Child(this, builder.start(), log);
            alive.add(child);
            write();
            return child;
        }
    }

    void forget(Child child) {
        alive.remove(child);
        write();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        List.copyOf(alive).forEach(Child::close);
    }

    private synchronized void write() {
        var lines =
                alive.stream()
                        .map(child -> child.pid() + " " + Proc.startTime(child.pid()))
                        .toList();
        try {
            Files.write(list, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void endLeftOver() throws IOException {
        if (!Files.exists(list)) {
            return;
        }
        for (var line : Files.readAllLines(list)) {
            int space = line.indexOf(' ');
            long pid = Long.parseLong(line.substring(0, space));
            long startTime = Long.parseLong(line.substring(space + 1));
            if (startTime != 0 && Proc.startTime(pid) == startTime) {
                ProcessHandle.of(pid)
                        .ifPresent(left -> {
                            left.descendants().forEach(ProcessHandle::destroyForcibly);
                            left.destroyForcibly();
                        });
            }
        }
    }
}
