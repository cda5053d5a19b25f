package io.penstock.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code penstock status}: how each endpoint of a running appliance is doing. */
@Command(
        name = "status",
        description = "Shows how each endpoint of a running appliance is doing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it answered", "1:it refused to", "69:no appliance answers there"})
final class StatusCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Asking asking;

    @Mixin private final AdminOptions admin = new AdminOptions();

    @Option(names = "--output", description = "table or json (default: ${DEFAULT-VALUE}).")
    private Output output = Output.TABLE;

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
        this.asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        return asking.askAppliance(
                admin,
                "/api/endpoints",
                Map.of(),
                json ->
                        switch (output) {
                            case JSON -> asking.asItIs(json);
                            case TABLE -> asking.asTree(json, this::table);
                        });
    }

    private int table(Tree status) {
        terminal.out()
                .println("revision " + status.text("revision") + ", " + status.text("readiness"));
        terminal.out().println();
        var table =
                new TextTable(
                        "ENDPOINT", "DNS NAMES", "ADDRESSES", "RESOURCE", "HEALTH", "CONNECTIONS");
        for (var endpoint : status.trees("endpoints")) {
            var resource = endpoint.tree("resource");
            var limit = endpoint.text("maxConnections");
            table.row(
                    List.of(
                            List.of(endpoint.text("owner") + "/" + endpoint.text("name")),
                            endpoint.texts("dnsNames"),
                            listeners(endpoint),
                            List.of(
                                    resource.text("owner") + "/" + resource.text("name"),
                                    resource.text("target")),
                            health(endpoint),
                            List.of(
                                    endpoint.text("activeConnections")
                                            + (limit.equals("-") ? "" : " of " + limit))));
        }
        table.print(terminal.out());
        resolvers(status);
        return Exit.OK;
    }

    /** Of the resource, and of each of its addresses that are known. */
    private static List<String> health(Tree endpoint) {
        var lines = new ArrayList<>(List.of(endpoint.text("health")));
        for (var address : endpoint.tree("resource").trees("addresses")) {
            lines.add(address.text("address") + " " + address.text("health"));
        }
        return lines;
    }

    /** Who is asked for names without a rule for it: naming them in the configuration is one. */
    private void resolvers(Tree status) {
        var lines = new TreeSet<String>();
        for (var endpoint : status.trees("endpoints")) {
            var gateway = endpoint.tree("gateway");
            var servers = gateway.texts("dnsServers");
            if (!servers.isEmpty()) {
                var name = gateway.text("owner") + "/" + gateway.text("name");
                lines.add("gateway " + name + " asks " + String.join(", ", servers));
            }
        }
        if (!lines.isEmpty()) {
            terminal.out().println();
            lines.forEach(terminal.out()::println);
        }
    }

    private static List<String> listeners(Tree endpoint) {
        var lines = new ArrayList<String>();
        for (var address : endpoint.texts("addresses")) {
            var host = address.contains(":") ? "[" + address + "]" : address;
            for (var ports : endpoint.texts("ports")) {
                lines.add(host + ":" + ports);
            }
        }
        return lines;
    }
}
