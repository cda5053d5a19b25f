package io.penstock.explain;

import io.penstock.explain.Step.Stage;
import io.penstock.resource.Binding;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.resource.Switchboard;
import io.penstock.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds out which of an endpoint's resources the connection would be for. Pure. */
final class Entrance {
    private final Query query;
    private final Snapshot snapshot;

    Entrance(Query query, Snapshot snapshot) {
        this.query = query;
        this.snapshot = snapshot;
    }

    /** What was found. */
    sealed interface Found {
        /** The resource, the port that the client comes to, and what there is to tell of it. */
        record Exposed(Exposure exposure, int port, Step step) implements Found {}

        /** None, and why. */
        record Nothing(Step step) implements Found {}
    }

    Found find() {
        var candidates = candidates();
        if (candidates.isEmpty()) {
            return new Found.Nothing(unknown());
        }
        var all = candidates.get();
        if (all.isEmpty()) {
            return new Found.Nothing(
                    Step.refused(
                            Stage.ENDPOINT,
                            query.endpoint() + " has no address of its own, only its children do",
                            "/resourceConfigurations: children of the group, by their names"));
        }
        int port = query.port().orElseGet(() -> all.getFirst().ports().ranges().getFirst().from());
        var there = all.stream().filter(exposure -> exposure.ports().contains(port)).toList();
        return switch (there.size()) {
            case 0 -> new Found.Nothing(closed(all, port));
            case 1 -> exposed(there.getFirst(), port, name(there.getFirst()));
            default -> several(there, port);
        };
    }

    /** By one of its DNS names, its ID, or its name; a group's own name is all its children's. */
    private Optional<List<Exposure>> candidates() {
        var asked = query.endpoint();
        var name = asked.endsWith(".") ? asked.substring(0, asked.length() - 1) : asked;
        return snapshot.names()
                .find(name)
                .map(named -> named.exposures())
                .or(() ->
                        snapshot.configuration().endpoints().stream()
                                .filter(endpoint -> isCalled(asked, endpoint.identity()))
                                .findFirst()
                                .map(this::exposuresOf));
    }

    private List<Exposure> exposuresOf(Endpoint endpoint) {
        return snapshot.catalog().exposuresOf(endpoint.identity());
    }

    private boolean isCalled(String name, Identity endpoint) {
        boolean ours = endpoint.owner().equals(snapshot.settings().account());
        return name.equals(endpoint.reference())
                || name.equals(endpoint.id())
                || (ours && name.equals(endpoint.name()));
    }

    /** Children at one port: on addresses of their own, or told apart by name. */
    private Found several(List<Exposure> there, int port) {
        var endpoint = there.getFirst().endpoint();
        var chosen =
                query.name()
                        .flatMap(name ->
                                snapshot.names().choose(new Switchboard(endpoint, there), name));
        if (chosen.isPresent()) {
            return exposed(
                    chosen.get(),
                    port,
                    "; " + query.name().orElseThrow() + " means " + label(chosen.get()));
        }
        var labels = there.stream().map(Entrance::label).collect(Collectors.joining(", "));
        var which =
                query.name()
                        .map(name -> "none of " + labels + " is called " + name)
                        .orElse("port " + port + " leads to one of " + labels + ", by name");
        return new Found.Nothing(
                Step.refused(
                        Stage.ENDPOINT,
                        who(endpoint) + ": " + which,
                        "ask with --name, as the client says in TLS SNI or HTTP Host, or for one of"
                                + " the children's DNS names"));
    }

    private Found exposed(Exposure exposure, int port, String more) {
        var text =
                who(exposure.endpoint())
                        + exposure.child().map(label -> ", child " + label + ",").orElse("")
                        + " listens on "
                        + addresses(exposure)
                        + ", port "
                        + port;
        if (query.port().isEmpty() && exposure.ports().size() > 1) {
            text += " (the first of " + exposure.ports() + "; no port was asked for)";
        }
        if (exposure.endpoint().options().isBalancer(query.from())) {
            text +=
                    "; from "
                            + query.from()
                            + " it wants a PROXY header first, and judges the client that this"
                            + " names (ask for that one), or itself for a health check";
        }
        return new Found.Exposed(exposure, port, Step.ok(Stage.ENDPOINT, text + more));
    }

    private String name(Exposure exposure) {
        if (query.name().isEmpty()) {
            return "";
        }
        return exposure.child().isEmpty()
                ? "; it has one resource, to which every host name leads"
                : "; it alone has the port, so every host name leads to it";
    }

    private String addresses(Exposure exposure) {
        var ranges =
                exposure.bindings().stream()
                        .filter(Binding.Prefix.class::isInstance)
                        .map(binding -> ((Binding.Prefix) binding).range().toString())
                        .collect(Collectors.joining(", "));
        return ranges.isEmpty()
                ? snapshot.catalog().addressesOf(exposure).stream()
                        .map(ip ->
                                ip.isAny()
                                        ? "every IPv" + (ip.isV4() ? "4" : "6") + " address"
                                        : ip.toString())
                        .collect(Collectors.joining(", "))
                : ranges;
    }

    private static String label(Exposure exposure) {
        return exposure.child().orElse(exposure.resource().name());
    }

    private static String who(Endpoint endpoint) {
        return endpoint.identity().reference() + " (" + endpoint.identity().id() + ")";
    }

    private static Step closed(List<Exposure> all, int port) {
        return Step.refused(
                Stage.ENDPOINT,
                who(all.getFirst().endpoint()) + " does not listen on port " + port,
                all.stream()
                        .map(e -> e.resource().reference() + ": portRanges is " + e.ports())
                        .collect(Collectors.joining("; ", "/resourceConfigurations ", "")));
    }

    private Step unknown() {
        var known =
                snapshot.configuration().endpoints().stream()
                        .map(endpoint -> endpoint.identity().reference())
                        .collect(Collectors.joining(", "));
        return Step.refused(
                Stage.ENDPOINT,
                "there is no endpoint " + query.endpoint() + ", so the name does not resolve",
                known.isEmpty() ? "/endpoints is empty" : "/endpoints has " + known);
    }
}
