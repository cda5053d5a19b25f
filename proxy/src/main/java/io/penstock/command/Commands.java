package io.penstock.command;

import java.util.List;
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
     * @param runners the commands that run an appliance, which come first
     * @return the exit code
     */
    public static int run(Terminal terminal, List<?> runners, String... arguments) {
        var line = new CommandLine(new Commands());
        runners.forEach(line::addSubcommand);
        line.addSubcommand(new CheckCommand(terminal))
                .addSubcommand(new StatusCommand(terminal))
                .addSubcommand(new ListCommand(terminal))
                .addSubcommand(new ExplainCommand(terminal))
                .addSubcommand(new ReloadCommand(terminal));
        line.getSubcommands().values().forEach(Commands::addHelp);
        addHelp(line);
        line.getCommandSpec()
                .addOption(option("--version", "Prints the version.").versionHelp(true).build());
        if (arguments.length == 0) {
            line.usage(terminal.out());
            return Exit.OK;
        }
        return line.setOut(terminal.out())
                .setErr(terminal.err())
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

    /** What {@code --version} prints. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "penstock " + BuildVersion.text() + " (Java " + Runtime.version() + ")"
            };
        }
    }
}
