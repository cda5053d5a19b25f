package io.penstock.load.profile;

import io.penstock.load.machine.Children;
import io.penstock.load.machine.Command;
import io.penstock.load.machine.Interrupted;
import io.penstock.load.machine.Meter;
import io.penstock.load.machine.Proc;
import io.penstock.load.machine.Sampler;
import io.penstock.load.machine.Tool;
import io.penstock.load.traffic.Done;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks at processes while a load is on, and leaves what it saw in a folder. */
public final class Profiler {
    private static final Duration ATTACHING = Duration.ofMillis(500);
    private static final int HOTTEST = 40;

    private final Children children;
    private final Sampler sampler;
    private final Path folder;
    private final Map<String, SystemCalls> systemCalls = new LinkedHashMap<>();

    /** Leaves everything in this folder, which is made. */
    public Profiler(Children children, Sampler sampler, Path folder) throws IOException {
        this.children = children;
        this.sampler = sampler;
        this.folder = Files.createDirectories(folder);
    }

    /** Stacks while the work is done: as text, as a flame graph, and the hottest frames. */
    public void stacks(String name, List<Long> pids, Meter.Work<?> work) throws IOException {
        var perf = sampler.startWithStacks(pids);
        try {
            work.run();
        } finally {
            perf.interrupt();
        }
        var maps = perfMaps(pids);
        try {
            var stacks = Stacks.parse(sampler.script("comm,ip,sym"));
            Files.writeString(folder.resolve(name + ".collapsed"), stacks.collapsed());
            Files.writeString(folder.resolve(name + ".svg"), FlameGraph.of(name, stacks));
            Files.writeString(folder.resolve(name + ".txt"), stacks.hottest(HOTTEST));
        } finally {
            for (var map : maps) {
                Files.deleteIfExists(map);
            }
        }
    }

    /** Has each JVM write where its compiled methods are, in the one place where perf looks. */
    private static List<Path> perfMaps(List<Long> pids) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var maps = new ArrayList<Path>();
        for (long pid : pids) {
            if (Proc.isJvm(pid)) {
                Command.succeed(List.of(jcmd, Long.toString(pid), "Compiler.perfmap"));
                maps.add(Path.of("/tmp", "perf-" + pid + ".map"));
            }
        }
        return maps;
    }

    /** System calls while connections are made; they are slow meanwhile. */
    public void systemCalls(String name, List<Long> pids, Meter.Work<Done> connections)
            throws IOException {
        var output = folder.resolve(name + ".strace");
        var words =
                new ArrayList<>(List.of(Tool.STRACE.path(), "-c", "-f", "-o", output.toString()));
        pids.forEach(pid -> words.addAll(List.of("-p", Long.toString(pid))));
        var strace = children.start("strace", words, Map.of());
        Interrupted.sleep(ATTACHING);
        Done done;
        try {
            done = connections.run();
        } finally {
            strace.interrupt();
        }
        systemCalls.put(name, SystemCalls.parse(Files.readString(output), done.units()));
        Files.writeString(folder.resolve("system-calls.md"), SystemCalls.table(systemCalls));
    }

    /** The table of all that were counted so far, as Markdown. */
    public String systemCallTable() {
        return SystemCalls.table(systemCalls);
    }
}
