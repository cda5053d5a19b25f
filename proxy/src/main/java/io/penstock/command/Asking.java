package io.penstock.command;

import io.penstock.config.ConfigReader;
import io.penstock.config.ConfigResult;
import io.penstock.config.yaml.Problem;
import io.penstock.reload.HostAddresses;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What the commands that ask have in common: an answer in JSON, from a running appliance or from a
 * file, shown as it is or as a table.
 */
final class Asking {
    private final Terminal terminal;

    Asking(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Asks a file if one is named, else the appliance.
     *
     * @param show shows the answer and gives the exit code
     */
    int ask(
            Optional<Path> config,
            AdminOptions admin,
            Function<AdminClient, AdminClient.Answer> ofAppliance,
            Function<Snapshot, AdminClient.Answer> ofFile,
            ToIntFunction<String> show) {
        if (config.isPresent() && admin.isGiven()) {
            terminal.err().println("--config and --admin: ask a file or an appliance, not both");
            return Exit.USAGE;
        }
        if (config.isEmpty()) {
            return show(ofAppliance.apply(admin.client()), show);
        }
        return switch (new ConfigReader(config.get())
                .read(Circumstances.first(HostAddresses.read()))) {
            case ConfigResult.Rejected(var problems, _) -> {
                problems.stream().map(Problem::toString).forEach(terminal.err()::println);
                yield Exit.CONFIG;
            }
            case ConfigResult.Loaded(var snapshot, _, _) -> show(ofFile.apply(snapshot), show);
        };
    }

    private int show(AdminClient.Answer answer, ToIntFunction<String> show) {
        return switch (answer) {
            case AdminClient.Answer.Json(var text) -> show.applyAsInt(text);
            case AdminClient.Answer.Failed(var exit, var problem) -> {
                terminal.err().println(problem);
                yield exit;
            }
        };
    }

    /** Shows an answer as it came. */
    int asItIs(String json) {
        terminal.out().println(json.stripTrailing());
        return Exit.OK;
    }

    /** Shows an answer read as a tree; what is no JSON object did not come from an appliance. */
    int asTree(String json, ToIntFunction<Tree> show) {
        Tree tree;
        try {
            tree = Tree.of(json);
        } catch (IOException e) {
            terminal.err().println("the answer is not an appliance's: " + e.getMessage());
            return Exit.UNAVAILABLE;
        }
        return show.applyAsInt(tree);
    }

    /** Has an appliance do something. */
    int order(
            AdminOptions admin,
            String path,
            Map<String, String> query,
            ToIntFunction<String> show) {
        return show(admin.client().post(path, query), show);
    }

    /** Asks an appliance alone. */
    int askAppliance(
            AdminOptions admin,
            String path,
            Map<String, String> query,
            ToIntFunction<String> show) {
        return show(admin.client().get(path, query), show);
    }
}
