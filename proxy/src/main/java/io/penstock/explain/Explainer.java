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
        return switch (new Entrance(query, snapshot).find()) {
            case Entrance.Found.Nothing(var step) -> pass(steps, step);
            case Entrance.Found.Exposed(var exposure, int port, var step) ->
                    pass(steps, step)
                            && share(exposure).map(refusal -> pass(steps, refusal)).orElse(true)
                            && pass(steps, ingress(query.from(), exposure, port, snapshot))
                            && pass(steps, target(exposure, port))
                            && exit(query, exposure, port, snapshot, steps);
        };
    }

    private static boolean pass(List<Step> steps, Step step) {
        steps.add(step);
        return step.mark() != Step.Mark.REFUSED;
    }

    /** Told only where it refuses: of most endpoints there is nothing to say. */
    private static Optional<Step> share(Exposure exposure) {
        var endpoint = exposure.endpoint();
        var configuration = endpoint.configuration().identity();
        return endpoint.isEntitled()
                ? Optional.empty()
                : Optional.of(
                        Step.refused(
                                Stage.SHARING,
                                configuration
                                        + " is not shared with account "
                                        + endpoint.identity().owner(),
                                "/resourceConfigurations " + configuration + ": sharedWith"));
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
        if (query.to().isPresent() && !isAsked(exposure, query.to().get())) {
            steps.add(outside(exposure, query.to().get()));
            return false;
        }
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

    /** Of ranges only an address inside them is anybody's. */
    private static boolean isAsked(Exposure exposure, Ip to) {
        return !(exposure.target() instanceof Definition.Cidrs(var ranges))
                || ranges.stream().anyMatch(range -> range.contains(to));
    }

    private static Step outside(Exposure exposure, Ip to) {
        return Step.refused(
                Stage.RESOLUTION,
                to + " does not lie in " + exposure.target() + ", so nobody listens there",
                "/resourceConfigurations "
                        + exposure.resource().reference()
                        + ": resourceConfigurationDefinition/cidrResource/cidrRanges");
    }

    private Known addresses(Exposure exposure, Snapshot snapshot) {
        return switch (exposure.target()) {
            case Definition.Address(var ip) -> new Known.Addresses(List.of(ip), false);
            case Definition.Dns _, Definition.Cidrs _ -> resolve.apply(snapshot, exposure);
        };
    }

    private static Step unresolved(Exposure exposure, String why, Snapshot snapshot) {
        if (exposure.target() instanceof Definition.Cidrs) {
            return Step.refused(
                    Stage.RESOLUTION,
                    "the client names the address, inside " + exposure.target(),
                    "ask with --to, the address that the client connects to");
        }
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
