package io.penstock.command;

import io.penstock.explain.Asked;
import io.penstock.explain.Explainer;
import io.penstock.explain.Query;
import io.penstock.gateway.Health;
import io.penstock.snapshot.Snapshot;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code penstock explain}: what would happen to a connection now, stage by stage. */
@Command(
        name = "explain",
        description = {
            "Tells what would happen to a connection now, stage by stage.",
            "Names are resolved by the appliance, or, with --config, by asking the gateway's DNS"
                    + " servers from this host; --to names the address instead."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the connection would be dialed",
            "1:it would be refused, or the appliance refused to tell",
            "64:the question is wrong",
            "69:no appliance answers there",
            "78:the configuration is wrong"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Asking asking;

    @Option(
            names = "--from",
            required = true,
            paramLabel = "IP",
            description = "The client's address.")
    private String from = "";

    @Option(
            names = "--endpoint",
            required = true,
            paramLabel = "NAME",
            description = "The endpoint's name, owner/name, ID or one of its DNS names.")
    private String endpoint = "";

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "The port that the client comes to (default: the endpoint's first).")
    private Optional<String> port = Optional.empty();

    @Option(
            names = "--name",
            paramLabel = "HOST",
            description = "The host that the client asks for in TLS or HTTP.")
    private Optional<String> name = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "IP",
            description = "Judges this address of the resource instead of resolving its name.")
    private Optional<String> to = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Asks this configuration instead of a running appliance.")
    private Optional<Path> config = Optional.empty();

    @Mixin private final AdminOptions admin = new AdminOptions();

    @Option(names = "--output", description = "table or json (default: ${DEFAULT-VALUE}).")
    private Output output = Output.TABLE;

    ExplainCommand(Terminal terminal) {
        this.terminal = terminal;
        this.asking = new Asking(terminal);
    }

    @Override
    public Integer call() {
        var question = new LinkedHashMap<String, String>();
        question.put("from", from);
        question.put("endpoint", endpoint);
        port.ifPresent(value -> question.put("port", value));
        name.ifPresent(value -> question.put("name", value));
        to.ifPresent(value -> question.put("to", value));
        return asking.ask(
                config,
                admin,
                client -> client.get("/api/explain", question),
                snapshot -> explain(question, snapshot),
                json -> asking.asTree(json, tree -> show(json, tree)));
    }

    private static AdminClient.Answer explain(Map<String, String> question, Snapshot snapshot) {
        return switch (Query.of(question)) {
            case Asked.Wrongly(var problem) -> new AdminClient.Answer.Failed(Exit.USAGE, problem);
            case Query query -> {
                var explainer = explainer();
                yield new AdminClient.Answer.Json(explainer.explain(query, snapshot).toJson());
            }
        };
    }

    /** Nothing is known of the health of anything. */
    private static Explainer explainer() {
        var health = new Health(System::nanoTime);
        return new Explainer(Lookups::resolve, health::of, health::pool);
    }

    private int show(String json, Tree explanation) {
        boolean allowed = explanation.text("allowed").equals("true");
        switch (output) {
            case JSON -> asking.asItIs(json);
            case TABLE -> {
                explanation.trees("steps").forEach(this::step);
                terminal.out().println(allowed ? "allowed" : "refused");
            }
        }
        return allowed ? Exit.OK : Exit.FAILED;
    }

    private void step(Tree step) {
        terminal.out()
                .printf(
                        "%-10s  %-8s  %s%n",
                        step.text("stage"), step.text("result"), step.text("text"));
        if (step.has("look")) {
            terminal.out().printf("%-10s  %-8s  look at %s%n", "", "", step.text("look"));
        }
    }
}
