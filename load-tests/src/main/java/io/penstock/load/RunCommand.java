package io.penstock.load;

import io.penstock.load.jmh.Microbenchmarks;
import io.penstock.load.machine.Tool;
import io.penstock.load.report.Markdown;
import io.penstock.load.report.ReportFiles;
import io.penstock.load.report.Results;
import io.penstock.load.scenario.Benchmark;
import io.penstock.load.scenario.Cast;
import io.penstock.load.scenario.Effort;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code load-tests/run}. */
@Command(
        name = "load-tests/run",
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = {
            "Measures Penstock beside HAProxy, nginx and no proxy at all, on this machine.",
            "Without an option: the quick scenarios, in under three minutes."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured; whether goals were reached is in the report",
            "1:--check found a fault",
            "2:an option is wrong",
            "69:a program that makes the load is not installed"
        })
final class RunCommand implements Callable<Integer> {
    private static final int FAULT = 1;
    private static final int UNAVAILABLE = 69;

    /** So that perf finds its way through compiled code. */
    private static final String PROFILED =
            "-XX:+PreserveFramePointer -XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints";

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--full",
            description =
                    "Every scenario, five rounds of five seconds, about an hour. Writes RESULTS.md,"
                            + " results.json and results.svg beside this command.")
    private boolean full;

    @Option(
            names = "--check",
            description = "One short round of each scenario: whether everything works.")
    private boolean check;

    @Option(
            names = "--profile",
            description =
                    "Flame graphs of every proxy under the selected loads, and system calls per"
                            + " connection, instead of figures (perf, strace).")
    private boolean profile;

    @Option(
            names = "--jmh",
            arity = "0..1",
            fallbackValue = ".*",
            paramLabel = "PATTERN",
            description = "The JMH benchmarks of Penstock's hot pieces instead, all or some.")
    private @Nullable String jmh;

    @Option(
            names = {"-s", "--scenarios"},
            split = ",",
            paramLabel = "ID",
            description = "Only these (--list has them).")
    private List<String> scenarios = List.of();

    @Option(
            names = {"-p", "--peers"},
            split = ",",
            paramLabel = "ID",
            description =
                    "Only these: direct, penstock, haproxy, haproxy-splice, nginx, nginx-256k; with"
                            + " -container behind it (but direct) those in containers.")
    private Set<String> peers = Set.of();

    @Option(
            names = "--container",
            paramLabel = "IMAGE",
            description =
                    "Also everybody in containers, Penstock in one of this image, in scenarios of"
                            + " their own (podman, runc, default seccomp profile).")
    private @Nullable String container;

    @Option(names = "--rounds", paramLabel = "N", description = "How often each is measured.")
    private @Nullable Integer rounds;

    @Option(names = "--seconds", paramLabel = "N", description = "How long one measurement takes.")
    private @Nullable Integer seconds;

    @Option(
            names = "--output",
            paramLabel = "FOLDER",
            description = "Where the results go (default: load-tests/target/results).")
    private @Nullable Path output;

    @Option(
            names = "--add",
            description =
                    "Keep the results there of scenarios that are not run now: a long run in parts.")
    private boolean add;

    @Option(names = "--list", description = "Prints the scenarios.")
    private boolean list;

    @Override
    public Integer call() throws IOException {
        if (Stream.of(full, check, profile, jmh != null).filter(chosen -> chosen).count() > 1) {
            throw wrong("--full, --check, --profile and --jmh exclude each other");
        }
        if (jmh != null) {
            return Microbenchmarks.run(jmh);
        }
        var out = new PrintWriter(System.out, true, System.out.charset());
        var home = Path.of(Optional.ofNullable(System.getProperty("penstock.home")).orElse("."));
        var module = home.resolve("load-tests");
        var benchmark = benchmark(home, out);
        if (list) {
            benchmark.list().forEach(out::println);
            return 0;
        }
        try {
            if (profile) {
                benchmark.profile(home, module.resolve("target/run"), profiles(module));
                out.println("Profiles: " + profiles(module));
                return 0;
            }
            var outcome = benchmark.run(home, module.resolve("target/run"));
            var files = new ReportFiles(folder(module), home);
            files.write(add ? added(outcome.results(), files) : outcome.results());
            out.println(Markdown.goals(outcome.results()));
            out.println("Report: " + files.report());
            return check ? judged(outcome.faults(), out) : 0;
        } catch (Tool.MissingTool e) {
            System.err.println("load-tests: " + e.getMessage());
            return UNAVAILABLE;
        }
    }

    private Benchmark benchmark(Path home, PrintWriter out) {
        var onHost = Cast.onHost(home, profile ? PROFILED : "", peers);
        var inContainers =
                Optional.ofNullable(container).map(image -> Cast.inContainers(home, image, peers));
        requireKnown(
                Stream.concat(Stream.of(onHost), inContainers.stream())
                        .flatMap(cast -> cast.ids().stream())
                        .distinct()
                        .toList());
        return selected(new Benchmark(onHost, inContainers, effort(), full, out));
    }

    private void requireKnown(List<String> ids) {
        var unknown = peers.stream().filter(id -> !ids.contains(id)).toList();
        if (!unknown.isEmpty()) {
            throw wrong("no such peer: " + unknown + "; there are " + ids);
        }
    }

    private static Results added(Results results, ReportFiles files) throws IOException {
        return files.read().map(results::over).orElse(results);
    }

    private static int judged(List<String> faults, PrintWriter out) {
        faults.forEach(fault -> out.println("fault: " + fault));
        out.println(faults.isEmpty() ? "Everything works." : faults.size() + " faults.");
        return faults.isEmpty() ? 0 : FAULT;
    }

    private Benchmark selected(Benchmark all) {
        if (!scenarios.isEmpty()) {
            try {
                return all.only(scenarios);
            } catch (IllegalArgumentException e) {
                throw wrong(e.getMessage());
            }
        }
        return full || check || list ? all : all.quick();
    }

    private Effort effort() {
        var base = full ? Effort.FULL : check ? Effort.CHECK : Effort.QUICK;
        if ((rounds != null && rounds < 1) || (seconds != null && seconds < 1)) {
            throw wrong("--rounds and --seconds are 1 or more");
        }
        return base.with(Optional.ofNullable(rounds), Optional.ofNullable(seconds));
    }

    private Path profiles(Path module) {
        return output != null ? output : module.resolve("target/profiles");
    }

    private Path folder(Path module) {
        if (output != null) {
            return output;
        }
        return full ? module : module.resolve("target/results");
    }

    private ParameterException wrong(@Nullable String why) {
        if (spec == null) {
            throw new IllegalStateException("picocli fills in what is annotated");
        }
        return new ParameterException(spec.commandLine(), why);
    }
}
