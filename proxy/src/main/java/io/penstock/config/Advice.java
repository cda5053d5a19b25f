package io.penstock.config;

import io.penstock.config.ConfigReader.Objects;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Problems;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.policy.Enforcement;
import io.penstock.policy.Rule;
import io.penstock.policy.SecurityGroup;
import io.penstock.policy.Verdict;
import io.penstock.resource.Binding;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Definition;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceGateway;
import io.penstock.snapshot.Settings.Dns;
import io.penstock.snapshot.Snapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Warns of what can be used but does probably not do what was meant. */
final class Advice {
    private final Snapshot snapshot;
    private final Objects objects;
    private final Problems problems;
    private final Map<Identity, List<Exposure>> exposures;

    Advice(Snapshot snapshot, Objects objects, Problems problems) {
        this.snapshot = snapshot;
        this.objects = objects;
        this.problems = problems;
        this.exposures =
                snapshot.catalog().exposures().stream()
                        .collect(Collectors.groupingBy(e -> e.endpoint().identity()));
    }

    /** Gives every warning that concerns more than one object. */
    void give() {
        groups();
        for (var entry : objects.configurations().register().entries()) {
            entry.value().ifPresent(configuration -> configuration(configuration, entry.fields()));
        }
        for (var entry : objects.endpoints().register().entries()) {
            entry.value().ifPresent(endpoint -> endpoint(endpoint, entry.fields()));
        }
    }

    private void groups() {
        var configuration = snapshot.configuration();
        var atGateways =
                attached(configuration.gateways().stream().map(g -> g.securityGroups()).toList());
        var atEndpoints =
                attached(configuration.endpoints().stream().map(e -> e.securityGroups()).toList());
        for (var entry : objects.groups().entries()) {
            var name = entry.identity().reference();
            boolean out = atGateways.contains(name);
            boolean in = atEndpoints.contains(name);
            if (!out && !in) {
                problems.warning(
                        entry.fields().place(),
                        "nothing uses the security group `%s`; name it in the `securityGroups` of a gateway or an endpoint"
                                .formatted(entry.identity().name()));
            } else if (!out) {
                unused(entry.fields(), "egress", "a resource gateway");
            } else if (!in) {
                unused(entry.fields(), "ingress", "an endpoint");
            }
        }
    }

    private static Set<String> attached(List<List<SecurityGroup>> lists) {
        return lists.stream()
                .flatMap(List::stream)
                .map(SecurityGroup::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private void unused(Fields group, String direction, String where) {
        if (group.has(direction)) {
            problems.warning(
                    group.keyAt(direction),
                    "these rules have no effect: `%s` counts where the group is attached to %s"
                            .formatted(direction, where));
        }
    }

    private void configuration(ResourceConfiguration configuration, Fields fields) {
        switch (configuration) {
            case ResourceConfiguration.Single it ->
                    egress(it.gateway(), it.definition(), it.ports(), it.options(), fields);
            case ResourceConfiguration.Child it ->
                    egress(it.gateway(), it.definition(), it.ports(), it.options(), fields);
            case ResourceConfiguration.Cidrs it ->
                    egress(it.gateway(), it.definition(), it.ports(), it.options(), fields);
            case ResourceConfiguration.Group it -> {
                if (it.children().isEmpty()) {
                    problems.warning(
                            fields.place(),
                            "the group `%s` has no child yet, so its endpoints lead nowhere"
                                    .formatted(it.identity().name()));
                }
            }
            case ResourceConfiguration.Arn _ -> {}
        }
    }

    /** Of a name's addresses nothing is known yet, so only the ports are judged. */
    private void egress(
            ResourceGateway gateway,
            Definition.Target target,
            Ports ports,
            ConnectionOptions options,
            Fields fields) {
        if (gateway.securityGroups().isEmpty() || target instanceof Definition.Service) {
            return; // of which there is a warning already; or its ports are not known yet
        }
        IntPredicate allowed =
                switch (target) {
                    case Definition.Address(var ip) -> {
                        var policy = snapshot.egress(gateway);
                        yield port -> policy.decide(ip, port) instanceof Verdict.Allow;
                    }
                    case Definition.Dns _, Definition.Service _, Definition.Cidrs _ ->
                            anyRule(gateway.securityGroups(), SecurityGroup::egress);
                };
        var denied = denied(ports.stream().map(options::targetPort).distinct().toArray(), allowed);
        if (!denied.isEmpty()) {
            problems.warning(
                    fields.has("portRanges") ? fields.at("portRanges") : fields.place(),
                    "no egress rule of the gateway `%s` lets %s through to port %s; add one to its security group"
                            .formatted(gateway.identity().name(), target, denied));
        }
    }

    private static IntPredicate anyRule(
            List<SecurityGroup> groups, Function<SecurityGroup, List<Rule>> rules) {
        if (groups.stream().allMatch(group -> group.enforcement() == Enforcement.REPORT)) {
            return port -> true;
        }
        var all = groups.stream().flatMap(group -> rules.apply(group).stream()).toList();
        return port -> all.stream().anyMatch(rule -> rule.ports().contains(port));
    }

    private static Ports denied(int[] ports, IntPredicate allowed) {
        return new Ports(
                Arrays.stream(ports).filter(allowed.negate()).mapToObj(PortRange::of).toList());
    }

    private void endpoint(Endpoint endpoint, Fields fields) {
        if (!endpoint.securityGroups().isEmpty()) {
            var ports = exposed(endpoint).stream().flatMapToInt(e -> e.ports().stream()).toArray();
            var denied = denied(ports, anyRule(endpoint.securityGroups(), SecurityGroup::ingress));
            if (!denied.isEmpty()) {
                problems.warning(
                        fields.at("securityGroups"),
                        "no ingress rule lets anybody come to port %s of `%s`; add one to its security group"
                                .formatted(denied, endpoint.identity().name()));
            }
        }
        for (var range : endpoint.options().proxyProtocolFrom()) {
            if (range.prefix() == 0) {
                problems.warning(
                        fields.inner("options").at("proxyProtocolFrom"),
                        "`%s` lets everybody who can connect say which address they come from, and ingress rules believe it; name the load balancers alone"
                                .formatted(range));
            }
        }
        var zone = snapshot.settings().dns().map(Dns::zone).orElse("");
        boolean local = zone.equals("localhost") || zone.endsWith(".localhost");
        if (local
                && exposed(endpoint).stream()
                        .flatMap(e -> e.bindings().stream())
                        .anyMatch(Advice::isOffLoopback)) {
            problems.warning(
                    fields.at("addresses"),
                    "`%s` is not on loopback alone, but clients take every name under `%s` for 127.0.0.1 or ::1 (RFC 6761); choose another `zone`"
                            .formatted(endpoint.identity().name(), zone));
        }
    }

    private List<Exposure> exposed(Endpoint endpoint) {
        return exposures.getOrDefault(endpoint.identity(), List.of());
    }

    private static boolean isOffLoopback(Binding binding) {
        return switch (binding) {
            case Binding.Address(var ip) -> !ip.isLoopback();
            case Binding.Device(var name) -> !name.equals("lo");
            case Binding.Prefix(var range) -> !range.network().isLoopback();
            case Binding.Wildcard _ -> true;
        };
    }
}
