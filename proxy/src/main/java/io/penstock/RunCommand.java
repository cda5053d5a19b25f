package io.penstock;

import java.nio.file.Path;
import java.util.concurrent.Callable;
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
    private final Foreground foreground;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration.")
    private Path config = Path.of("");

    RunCommand(Foreground foreground) {
        this.foreground = foreground;
    }

    @Override
    public Integer call() {
        return foreground.run(config);
    }
}
