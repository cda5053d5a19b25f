package io.penstock.command;

import io.penstock.admin.Listing;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code penstock list}: the objects of one kind, of a running appliance or of a file. */
@Command(
        name = "list",
        description =
                "Lists what is configured: all of it, or what an account has and what others share"
                        + " with it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it is listed",
            "1:the appliance refused to",
            "69:no appliance answers there",
            "78:the configuration is wrong"
        })
final class ListCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Asking asking;

    @Parameters(paramLabel = "gateways|configurations|endpoints", description = "What to list.")
    @SuppressWarnings("FieldCanBeFinal") // set by reflection
    private String kind = "";

    @Option(names = "--account", paramLabel = "N", description = "An account, twelve digits.")
    private Optional<String> account = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Asks this configuration instead of a running appliance.")
    private Optional<Path> config = Optional.empty();

    @Mixin private final AdminOptions admin = new AdminOptions();

    @Option(names = "--output", description = "table or json (default: ${DEFAULT-VALUE}).")
    private Output output = Output.TABLE;

    ListCommand(Terminal terminal) {
        this.terminal = terminal;
        this.asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        var listing = Listing.named(kind);
        if (listing.isEmpty()) {
            terminal.err().println("gateways, configurations or endpoints, not " + kind);
            return Exit.USAGE;
        }
        if (account.isPresent() && !account.get().matches("[0-9]{12}")) {
            terminal.err().println("an account is twelve digits, not " + account.get());
            return Exit.USAGE;
        }
        return list(listing.get());
    }

    private int list(Listing listing) {
        Map<String, String> query = account.map(a -> Map.of("account", a)).orElse(Map.of());
        return asking.ask(
                config,
                admin,
                client -> client.get("/api/list/" + listing.label(), query),
                snapshot -> new AdminClient.Answer.Json(listing.json(snapshot, account)),
                json ->
                        switch (output) {
                            case JSON -> asking.asItIs(json);
                            case TABLE -> asking.asTree(json, tree -> table(listing, tree));
                        });
    }

    private int table(Listing listing, Tree tree) {
        var objects = tree.trees(listing.label());
        var table =
                switch (listing) {
                    case GATEWAYS -> Tables.gateways(objects);
                    case CONFIGURATIONS -> Tables.configurations(objects);
                    case ENDPOINTS -> Tables.endpoints(objects);
                };
        table.print(terminal.out());
        return Exit.OK;
    }
}
