package io.penstock.explain;

import io.penstock.explain.Step.Stage;
import io.penstock.gateway.Health;
import io.penstock.gateway.Known;
import io.penstock.net.Ip;
import io.penstock.policy.Admission;
import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import io.penstock.policy.Verdict;
import io.penstock.resource.Definition;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Goes a connection's way on paper: the same lookups and policies in the same order, and the first
 * thing that refuses it. Any thread; blocks where {@code resolve} does.
 */
public final class Explainer {
    private final BiFunction<Snapshot, Exposure, Known> resolve;
    private final Function<Identity, Health.State> health;

    /**
     * An explainer.
     *
     * @param resolve the addresses that a connect to the exposure would choose from now
     * @param health what is known of a resource
     */
    public Explainer(
            BiFunction<Snapshot, Exposure, Known> resolve,
            Function<Identity, Health.State> health) {
        this.resolve = resolve;
        this.health = health;
    }

    /** Tells what would happen to the connection. */
    public Explanation explain(Query query, Snapshot snapshot) {
        var steps = new ArrayList<Step>();
        boolean allowed = walk(query, snapshot, steps);
        return new Explanation(snapshot.revision(), allowed, steps);
    }

    private boolean walk(Query query, Snapshot snapshot, List<Step> steps) {
        Optional<Exposure> found = find(query.endpoint(), snapshot);
        if (found.isEmpty()) {
            steps.add(unknown(query, snapshot));
            return false;
        }
        var exposure = found.get();
        int port = query.port().orElse(exposure.ports().ranges().getFirst().from());
        return pass(steps, entrance(query, exposure, port, snapshot))
                && pass(steps, ingress(query.from(), exposure, port, snapshot))
                && pass(steps, target(exposure, port))
                && exit(query, exposure, port, snapshot, steps);
    }

    private static boolean pass(List<Step> steps, Step step) {
        steps.add(step);
        return step.mark() != Step.Mark.REFUSED;
    }

    private static Optional<Exposure> find(String name, Snapshot snapshot) {
        return snapshot.names()
                .find(name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
                .flatMap(named -> named.exposures().stream().findFirst())
                .or(() ->
                        snapshot.catalog().exposures().stream()
                                .filter(e -> isCalled(name, e.endpoint().identity(), snapshot))
                                .findFirst());
    }

    private static boolean isCalled(String name, Identity endpoint, Snapshot snapshot) {
        boolean ours = endpoint.owner().equals(snapshot.settings().account());
        return name.equals(endpoint.reference())
                || name.equals(endpoint.id())
                || (ours && name.equals(endpoint.name()));
    }

    private static Step unknown(Query query, Snapshot snapshot) {
        var known =
                snapshot.catalog().exposures().stream()
                        .map(e -> e.endpoint().identity().reference())
                        .collect(Collectors.joining(", "));
        return Step.refused(
                Stage.ENDPOINT,
                "there is no endpoint " + query.endpoint() + ", so the name does not resolve",
                known.isEmpty() ? "/endpoints is empty" : "/endpoints has " + known);
    }

    private static Step entrance(Query query, Exposure exposure, int port, Snapshot snapshot) {
        var endpoint = exposure.endpoint().identity();
        var who = endpoint.reference() + " (" + endpoint.id() + ")";
        if (!exposure.ports().contains(port)) {
            return Step.refused(
                    Stage.ENDPOINT,
                    who + " does not listen on port " + port,
                    "/resourceConfigurations "
                            + exposure.resource().reference()
                            + ": portRanges is "
                            + exposure.ports());
        }
        var addresses =
                snapshot.catalog().addressesOf(exposure).stream()
                        .map(ip -> ip.isAny() ? "every address" : ip.toString())
                        .collect(Collectors.joining(", "));
        var text = who + " listens on " + addresses + ", port " + port;
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
        if (query.name().isPresent()) {
            text += "; it has one resource, to which every host name leads";
        }
        return Step.ok(Stage.ENDPOINT, text);
    }

    private static Step ingress(Ip client, Exposure exposure, int port, Snapshot snapshot) {
        var endpoint = exposure.endpoint();
        return switch (snapshot.ingress(endpoint).decide(client, port)) {
            case Admission.Admitted(Grounds.ByRule(var rule)) ->
                    Step.ok(Stage.INGRESS, client + " may come in by " + rule);
            case Admission.Admitted(Grounds.OnTrial(var wouldBe)) ->
                    Step.onTrial(Stage.INGRESS, trial(wouldBe));
            case Admission.Refused(var denial) ->
                    Step.refused(
                            Stage.INGRESS,
                            denial.detail(),
                            Where.ofRules(
                                    "endpoints",
                                    endpoint.identity(),
                                    "ingress",
                                    endpoint.securityGroups()));
        };
    }

    private static String trial(Denial wouldBe) {
        return "every security group only reports; would be denied: " + wouldBe.detail();
    }

    private Step target(Exposure exposure, int port) {
        var known = health.apply(exposure.resource());
        return Step.ok(
                Stage.TARGET,
                exposure.resource().reference()
                        + ": "
                        + exposure.target()
                        + " port "
                        + exposure.options().targetPort(port)
                        + " through resource gateway "
                        + exposure.gateway().identity().reference()
                        + (known == Health.State.UNKNOWN ? "" : "; last seen " + known.label()));
    }

    private boolean exit(
            Query query, Exposure exposure, int port, Snapshot snapshot, List<Step> steps) {
        var resolution =
                query.to()
                        .<Known>map(ip -> new Known.Addresses(List.of(ip), false))
                        .orElseGet(() -> addresses(exposure, snapshot));
        return switch (resolution) {
            case Known.Nothing(var outcome, var text) -> {
                steps.add(unresolved(exposure, outcome.label() + ": " + text, snapshot));
                yield false;
            }
            case Known.Addresses(var ips, var stale) -> {
                steps.add(resolved(query, ips, stale));
                boolean any = false;
                for (var ip : ips) {
                    any |= pass(steps, egress(ip, exposure, port, snapshot));
                }
                yield any;
            }
        };
    }

    private Known addresses(Exposure exposure, Snapshot snapshot) {
        return switch (exposure.target()) {
            case Definition.Address(var ip) -> new Known.Addresses(List.of(ip), false);
            case Definition.Dns _, Definition.Cidrs _ -> resolve.apply(snapshot, exposure);
        };
    }

    private static Step unresolved(Exposure exposure, String why, Snapshot snapshot) {
        return Step.refused(
                Stage.RESOLUTION,
                exposure.target() + " gives no address: " + why,
                Where.ofServers(exposure.gateway(), snapshot.settings()));
    }

    private static Step resolved(Query query, List<Ip> ips, boolean stale) {
        var list = ips.stream().map(Ip::toString).collect(Collectors.joining(", "));
        var text = query.to().isPresent() ? list + ", as asked for" : list;
        return Step.ok(
                Stage.RESOLUTION,
                stale ? text + " (expired, used on since no server answers)" : text);
    }

    private static Step egress(Ip ip, Exposure exposure, int port, Snapshot snapshot) {
        var gateway = exposure.gateway();
        int targetPort = exposure.options().targetPort(port);
        if (!gateway.reaches(ip)) {
            return Step.refused(
                    Stage.EGRESS,
                    ip + " is of an IP version that the gateway does not dial",
                    "/resourceGateways "
                            + gateway.identity().reference()
                            + ": ipAddressType, options/sourceAddresses");
        }
        var way =
                " from "
                        + gateway.sourceFor(ip).map(Ip::toString).orElse("the host's choice")
                        + gateway.device().map(device -> " through " + device).orElse("");
        return switch (snapshot.egress(gateway).decide(ip, targetPort)) {
            case Verdict.Allow allow ->
                    switch (allow.grounds()) {
                        case Grounds.ByRule(var rule) ->
                                Step.ok(
                                        Stage.EGRESS,
                                        allow.target() + " may be dialed by " + rule + ";" + way);
                        case Grounds.OnTrial(var wouldBe) ->
                                Step.onTrial(Stage.EGRESS, trial(wouldBe) + ";" + way);
                    };
            case Verdict.Deny(_, _, var denial) ->
                    Step.refused(
                            Stage.EGRESS,
                            denial.detail(),
                            Where.ofRules(
                                    "resourceGateways",
                                    gateway.identity(),
                                    "egress",
                                    gateway.securityGroups()));
        };
    }
}
