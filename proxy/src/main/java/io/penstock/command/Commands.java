package io.penstock.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.OptionSpec;

/** {@code penstock}: all commands. */
@Command(
        name = "penstock",
        description = "Private access to named resources of another network.",
        versionProvider = Commands.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done, or the answer is no",
            "64:the command line is wrong",
            "69:no appliance answers",
            "78:the configuration is wrong"
        })
public final class Commands {
    private Commands() {}

    /**
     * Runs what a command line says.
     *
     * @param out takes what was asked for
     * @param err takes everything else
     * @param start starts an appliance
     * @return the exit code
     */
    public static int run(PrintWriter out, PrintWriter err, Start start, String... arguments) {
        var terminal = new Terminal(out, err);
        var line =
                new CommandLine(new Commands())
                        .addSubcommand(new RunCommand(terminal, start))
                        .addSubcommand(new CheckCommand(terminal))
                        .addSubcommand(new StatusCommand(terminal))
                        .addSubcommand(new ListCommand(terminal))
                        .addSubcommand(new ExplainCommand(terminal));
        line.getSubcommands().values().forEach(Commands::addHelp);
        addHelp(line);
        line.getCommandSpec()
                .addOption(option("--version", "Prints the version.").versionHelp(true).build());
        if (arguments.length == 0) {
            line.usage(out);
            return Exit.OK;
        }
        return line.setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
    }

    /** The same on every command, and the exit code of a wrong command line. */
    private static void addHelp(CommandLine line) {
        var help = option("--help", "Prints this.").names("-h", "--help").usageHelp(true).build();
        line.getCommandSpec().exitCodeOnInvalidInput(Exit.USAGE).addOption(help);
    }

    private static OptionSpec.Builder option(String name, String description) {
        return OptionSpec.builder(name).type(boolean.class).description(description);
    }

    /** The version, written by the build. */
    static final class Version implements IVersionProvider {
        private static final String FILE = "penstock.properties";

        @Override
        public String[] getVersion() {
            return new String[] {"penstock " + text() + " (Java " + Runtime.version() + ")"};
        }

        static String text() {
            var properties = new Properties();
            try (var in = Commands.class.getResourceAsStream("/" + FILE)) {
                if (in == null) {
                    throw new IllegalStateException(FILE + " is missing in the jar");
                }
                properties.load(in);
            } catch (IOException e) {
                throw new UncheckedIOException(FILE, e);
            }
            return properties.getProperty("version", "unknown");
        }
    }
}
