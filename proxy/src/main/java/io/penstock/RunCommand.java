package io.penstock;

import io.penstock.command.Commands;
import io.penstock.command.Exit;
import io.penstock.command.Terminal;
import io.penstock.config.ConfigReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code penstock run}: runs the appliance until a signal ends it. */
@Command(
        name = "run",
        description = {
            "Runs the appliance.",
            "SIGHUP takes a changed configuration into service (so does a change of the files)."
                    + " SIGTERM and SIGINT stop it, giving connections time to finish; a second"
                    + " one stops it at once."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was stopped in order; what was not finished by the deadline was closed",
            "1:it could not start, or a second signal stopped it at once",
            "78:the configuration is wrong; the problems are on standard error"
        })
final class RunCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(RunCommand.class);

    private static final String MISSING =
            ": does not exist; in a container, mount it there, or name another with --config";
    private static final String DIRECTORY =
            ": is a directory, not a file; container engines make one where a file is mounted that"
                    + " does not exist";

    private final Terminal terminal;
    private final OutputStream stdout;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration.")
    private Path config = Path.of("");

    RunCommand(Terminal terminal, OutputStream stdout) {
        this.terminal = terminal;
        this.stdout = stdout;
    }

    @Override
    public Integer call() {
        StartCache.problem().ifPresent(log::warn);
        var version = Commands.Version.text();
        if (Files.notExists(config) || Files.isDirectory(config)) {
            terminal.err().println(config + (Files.isDirectory(config) ? DIRECTORY : MISSING));
            return Exit.CONFIG;
        }
        return switch (Appliance.start(new ConfigReader(config), stdout, version)) {
            case Appliance.Start.Misconfigured(var problems) -> {
                problems.forEach(terminal.err()::println);
                yield Exit.CONFIG;
            }
            case Appliance.Start.Refused(var problems) -> {
                terminal.err().println(problems);
                yield Exit.FAILED;
            }
            case Appliance.Start.Running(var appliance, var warnings) -> {
                warnings.forEach(terminal.err()::println);
                log.info(
                        "serving revision=1 endpoints={} admin=http://{}",
                        appliance.snapshot().configuration().endpoints().size(),
                        appliance.admin());
                yield Until.signalled(appliance, appliance::drain);
            }
        };
    }
}
