package io.penstock.command;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code penstock reload}: has a running appliance take up its files, or tell what that would do.
 */
@Command(
        name = "reload",
        description =
                "Has a running appliance take its configuration's files into service, all or"
                        + " nothing, and shows what changed.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it serves what the files say; with --dry-run, it could",
            "1:it cannot, or the appliance refused to; the old revision serves on",
            "69:no appliance answers there",
            "78:the configuration is wrong; the old revision serves on"
        })
final class ReloadCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Asking asking;

    @Option(names = "--dry-run", description = "Only tells what a reload would do now.")
    private boolean dryRun;

    @Mixin private final AdminOptions admin = new AdminOptions();

    @Option(names = "--output", description = "table or json (default: ${DEFAULT-VALUE}).")
    private Output output = Output.TABLE;

    ReloadCommand(Terminal terminal) {
        this.terminal = terminal;
        this.asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        Map<String, String> query = dryRun ? Map.of("dryRun", "true") : Map.of();
        return asking.order(
                admin,
                "/api/reload",
                query,
                json -> asking.asTree(json, reload -> show(json, reload)));
    }

    private int show(String json, Tree reload) {
        switch (output) {
            case JSON -> asking.asItIs(json);
            case TABLE -> table(reload);
        }
        return switch (reload.text("outcome")) {
            case "applied", "planned", "unchanged" -> Exit.OK;
            case "rejected" -> Exit.CONFIG;
            default -> Exit.FAILED;
        };
    }

    private void table(Tree reload) {
        var out = terminal.out();
        out.println(reload.text("outcome") + ", revision " + reload.text("revision"));
        for (var change : reload.trees("changes")) {
            out.printf(
                    "%s %s %s%n",
                    change.text("change"),
                    change.text("kind").replace('_', ' '),
                    change.text("name"));
        }
        ports("opened", reload);
        ports("released", reload);
        var closed = reload.text("outcome").equals("planned") ? "would close" : "closed";
        new TreeMap<>(reload.tree("closedConnections").fields())
                .forEach((reason, number) ->
                        out.printf("%s %s connections: %s%n", closed, number, reason));
        for (var lines : new String[] {"warnings", "problems", "reasons"}) {
            reload.texts(lines).forEach(terminal.err()::println);
        }
    }

    private void ports(String name, Tree reload) {
        for (var at : reload.trees(name)) {
            terminal.out()
                    .printf(
                            "%s %s port %s%n",
                            name, at.text("address"), String.join(", ", at.texts("ports")));
        }
    }
}
