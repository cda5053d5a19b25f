package io.penstock.explain;

import io.penstock.explain.Step.Stage;
import io.penstock.gateway.AddressState;
import io.penstock.gateway.Candidate;
import io.penstock.gateway.Health;
import io.penstock.gateway.Pool;
import io.penstock.gateway.Preference;
import io.penstock.gateway.Resolution;
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
    private final BiFunction<Snapshot, Exposure, Resolution> resolve;
    private final Function<Identity, Health.State> health;
    private final Function<Exposure, Pool> pools;

    /**
     * An explainer.
     *
     * @param resolve the addresses that a connect to the exposure would choose from now
     * @param health what is known of a resource
     * @param pools what is known of its addresses
     */
    public Explainer(
            BiFunction<Snapshot, Exposure, Resolution> resolve,
            Function<Identity, Health.State> health,
            Function<Exposure, Pool> pools) {
        this.resolve = resolve;
        this.health = health;
        this.pools = pools;
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
                        + targetPort(exposure, port)
                        + " through resource gateway "
                        + exposure.gateway().identity().reference()
                        + (known == Health.State.UNKNOWN ? "" : "; last seen " + known.label()));
    }

    private static String targetPort(Exposure exposure, int port) {
        return switch (exposure.target()) {
            case Definition.Address _, Definition.Dns _, Definition.Cidrs _ ->
                    " port " + exposure.options().targetPort(port);
            case Definition.Service _ -> ", a service, which tells its ports,";
        };
    }

    private boolean exit(
            Query query, Exposure exposure, int port, Snapshot snapshot, List<Step> steps) {
        if (query.to().isPresent() && !isAsked(exposure, query.to().get())) {
            steps.add(outside(exposure, query.to().get()));
            return false;
        }
        var resolution =
                query.to()
                        .<Resolution>map(
                                ip -> new Resolution.Found(List.of(Candidate.of(ip)), false))
                        .orElseGet(() -> addresses(exposure, snapshot));
        return switch (resolution) {
            case Resolution.Nothing(var outcome, var text) -> {
                steps.add(unresolved(exposure, outcome.label() + ": " + text, snapshot));
                yield false;
            }
            case Resolution.Found(var candidates, var stale) -> {
                steps.add(resolved(query, candidates, stale));
                boolean any = false;
                for (var candidate : candidates) {
                    any |= pass(steps, egress(candidate, exposure, port, snapshot));
                }
                choice(query, exposure, port, snapshot, candidates).ifPresent(steps::add);
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

    /** Where there is something to choose. */
    private Optional<Step> choice(
            Query query,
            Exposure exposure,
            int port,
            Snapshot snapshot,
            List<Candidate> candidates) {
        if (candidates.size() < 2) {
            return Optional.empty();
        }
        var policy = snapshot.egress(exposure.gateway());
        var order =
                Preference.of(
                                candidates,
                                exposure,
                                policy,
                                query.from(),
                                port,
                                pools.apply(exposure))
                        .order();
        if (order.isEmpty()) {
            return Optional.empty();
        }
        var rest = order.stream().skip(1).map(Object::toString).collect(Collectors.joining(", "));
        return Optional.of(
                Step.ok(
                        Stage.CHOICE,
                        order.getFirst()
                                + " first, by "
                                + exposure.options().balancing()
                                + (rest.isEmpty() ? "" : "; then " + rest)));
    }

    private Resolution addresses(Exposure exposure, Snapshot snapshot) {
        return switch (exposure.target()) {
            case Definition.Address(var ip) -> Resolution.of(ip);
            case Definition.Dns _, Definition.Service _, Definition.Cidrs _ ->
                    resolve.apply(snapshot, exposure);
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

    private static Step resolved(Query query, List<Candidate> candidates, boolean stale) {
        var list = candidates.stream().map(Candidate::described).collect(Collectors.joining(", "));
        var text = query.to().isPresent() ? list + ", as asked for" : list;
        return Step.ok(
                Stage.RESOLUTION,
                stale ? text + " (expired, used on since no server answers)" : text);
    }

    private Step egress(Candidate candidate, Exposure exposure, int port, Snapshot snapshot) {
        var ip = candidate.ip();
        var gateway = exposure.gateway();
        int targetPort = candidate.port(exposure, port);
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
                        + gateway.device().map(device -> " through " + device).orElse("")
                        + health(candidate, exposure);
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

    /** What is known of the address; nothing before the first connect or check. */
    private String health(Candidate candidate, Exposure exposure) {
        var place = candidate.place(exposure);
        return pools.apply(exposure).addresses().stream()
                .filter(each -> each.address().equals(place))
                .filter(each -> each.state() != AddressState.DENIED)
                .map(each -> "; " + each.state().label() + ", connections: " + each.connections())
                .findFirst()
                .orElse("");
    }
}
