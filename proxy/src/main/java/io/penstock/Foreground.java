package io.penstock;

import io.penstock.command.BuildVersion;
import io.penstock.command.Exit;
import io.penstock.command.Terminal;
import io.penstock.config.ConfigReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An appliance in the foreground, from its start until a signal has ended it.
 *
 * @param stdout where an access log to standard output goes
 */
record Foreground(Terminal terminal, OutputStream stdout) {
    private static final Logger log = LoggerFactory.getLogger(Foreground.class);

    private static final String MISSING =
            ": does not exist; in a container, mount it there, or name another with --config";
    private static final String DIRECTORY =
            ": is a directory, not a file; container engines make one where a file is mounted that"
                    + " does not exist";

    /**
     * Serves what is configured. Blocks.
     *
     * @return the exit code; what kept it from serving is on the terminal then
     */
    int run(Path config) {

        StartCache.problem().ifPresent(log::warn);
        var version = BuildVersion.text();
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
                        "serving revision=1 endpoints={} admin=http://{} writes by {}",
                        appliance.snapshot().configuration().endpoints().size(),
                        appliance.admin(),
                        appliance.engine());
                yield Until.signalled(appliance, appliance::drain);
            }
        };
    }
}
