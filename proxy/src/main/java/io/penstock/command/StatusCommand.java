package io.penstock.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
        terminal.out().println("writes by " + status.text("engine"));
        terminal.out().println();
        var table =
                new TextTable(
                        "ENDPOINT", "DNS NAMES", "ADDRESSES", "RESOURCE", "HEALTH", "CONNECTIONS");
        for (var endpoint : status.trees("endpoints")) {
            var resource = endpoint.tree("resource");
            table.row(
                    List.of(
                            List.of(endpoint.text("owner") + "/" + endpoint.text("name")),
                            Stream.of("dnsNames", "privateDnsNames")
                                    .flatMap(names -> endpoint.texts(names).stream())
                                    .toList(),
                            listeners(endpoint),
                            List.of(
                                    resource.text("owner") + "/" + resource.text("name"),
                                    resource.text("target")),
                            health(endpoint),
                            connections(endpoint)));
        }
        table.print(terminal.out());
        resolvers(status);
        return Exit.OK;
    }

    private static List<String> connections(Tree endpoint) {
        var lines = new ArrayList<String>();
        lines.add(
                endpoint.text("activeConnections") + limit(endpoint, "maxConnections", " of ", ""));
        lines.add(limit(endpoint, "maxConnectionsPerSecond", "at most ", " new/s"));
        lines.add(limit(endpoint, "maxBytesPerSecond", "at most ", " B/s"));
        lines.removeIf(String::isEmpty);
        return lines;
    }

    private static String limit(Tree endpoint, String key, String before, String after) {
        var limit = endpoint.text(key);
        return limit.equals("-") ? "" : before + limit + after;
    }

    /**
     * Of the resource, and of each of its addresses that are known; of what its owner must not use
     * it is nobody's concern.
     */
    private static List<String> health(Tree endpoint) {
        if (endpoint.text("shared").equals("false")) {
            return List.of("not shared");
        }
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
        for (var listening : endpoint.trees("listening")) {
            var at = listening.text("at");
            var host = at.contains(":") ? "[" + at + "]" : at;
            var ports = endpoint.texts("ports");
            for (var range : ports) {
                lines.add(host + ":" + range);
            }
            if (listening.text("by").equals("SOCKET_LOOKUP")) {
                lines.add("  by socket lookup");
            }
            var leftOut = listening.texts("leftOut");
            if (!leftOut.isEmpty()) {
                lines.add("  without " + String.join(", ", leftOut));
            }
        }
        return lines;
    }
}
