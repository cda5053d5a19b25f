package io.penstock.command;

import io.penstock.config.ConfigReader;
import io.penstock.config.ConfigResult;
import io.penstock.config.yaml.Problem;
import io.penstock.reload.HostAddresses;
import io.penstock.resource.Host;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code penstock check}: judges a configuration without using it. */
@Command(
        name = "check",
        description = "Judges a configuration and names every mistake in it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it can be used", "78:it cannot; the problems are on standard error"})
final class CheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration.")
    private Path config = Path.of("");

    @Option(
            names = "--host",
            description =
                    "Also judge this host: has it the addresses, and are the ports free? While the"
                            + " appliance runs here, its own ports are not.")
    private boolean host;

    @Option(names = "--strict", description = "Warnings count as mistakes.")
    private boolean strict;

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var judged = host ? HostAddresses.read() : Host.UNKNOWN;
        var result = new ConfigReader(config).read(Circumstances.first(judged));
        result.problems().forEach(problem -> terminal.err().println(problem));
        return switch (result) {
            case ConfigResult.Rejected _ -> Exit.CONFIG;
            case ConfigResult.Loaded loaded -> {
                var snapshot = loaded.snapshot();
                int warnings = (int) loaded.problems().stream().filter(Problem::isWarning).count();
                var check = host ? HostCheck.of(snapshot) : new HostCheck(List.of(), List.of());
                var obstacles = check.obstacles();
                check.uses().forEach(line -> terminal.out().println(line));
                obstacles.forEach(line -> terminal.err().println(line));
                boolean good = loaded.isWhole() && obstacles.isEmpty();
                if (!good || (strict && warnings > 0)) {
                    yield Exit.CONFIG;
                }
                terminal.out().println(summary(snapshot, warnings));
                yield Exit.OK;
            }
        };
    }

    private String summary(Snapshot snapshot, int warnings) {
        var configuration = snapshot.configuration();
        return "%s: ok: %s, %s, %s, %s; %s"
                .formatted(
                        config,
                        count(configuration.gateways().size(), "resource gateway"),
                        count(configuration.configurations().size(), "resource configuration"),
                        count(configuration.endpoints().size(), "endpoint"),
                        count((int) snapshot.listeners().count(), "listener"),
                        count(warnings, "warning"));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
