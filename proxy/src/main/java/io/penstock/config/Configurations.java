package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Place;
import io.penstock.config.yaml.Problems;
import io.penstock.net.Ports;
import io.penstock.resource.Definition;
import io.penstock.resource.DnsResolution;
import io.penstock.resource.Identity;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.Kind;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceGateway;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code resourceConfigurations}. All types are checked; only a SINGLE is made into a value,
 * as {@link Unserved} refuses the others.
 */
final class Configurations {
    private static final List<String> TYPED =
            List.of(
                    "protocol",
                    "portRanges",
                    "resourceGateway",
                    "resourceConfigurationGroup",
                    "resourceConfigurationDefinition",
                    "customDomainName",
                    "groupDomain",
                    "sharedWith");

    private enum Protocol {
        TCP,
        TCP_UDP
    }

    private final Register<ResourceConfiguration> register;
    private final Gateways gateways;
    private final Definitions definitions;
    private final Problems problems;

    Configurations(String account, Gateways gateways, Unserved unserved, Problems problems) {
        this.register = new Register<>(Kind.RESOURCE_CONFIGURATION, account, problems);
        this.gateways = gateways;
        this.definitions = new Definitions(unserved);
        this.problems = problems;
    }

    /** Reads every file's: children last, since they are checked against their groups. */
    void read(List<Fields> files) {
        var all = files.stream().flatMap(f -> f.each("resourceConfigurations").stream()).toList();
        register.read(all.stream().filter(f -> !isChild(f)).toList(), this::configuration);
        register.read(all.stream().filter(Configurations::isChild).toList(), this::configuration);
    }

    private static boolean isChild(Fields fields) {
        return fields.one("type", Literals.choice(Type.class))
                .filter(Type.CHILD::equals)
                .isPresent();
    }

    private Optional<ResourceConfiguration> configuration(Identity identity, Fields fields) {
        var type = fields.required("type", "type: SINGLE", Literals.choice(Type.class));
        var ports = new Ports(fields.list("portRanges", Literals::portRange));
        var options = Options.read(fields.inner("options"), ports);
        var sharedWith = Set.copyOf(fields.list("sharedWith", Words::account));
        var customDomain = fields.one("customDomainName", Words::domain);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        belongs(fields, type.get());
        if (type.get() == Type.CHILD) {
            child(identity, fields, ports, customDomain);
            return Optional.empty();
        }
        fields.one("groupDomain", Words::domain);
        var definition = definition(fields, type.get());
        var gateway = gateway(identity, fields);
        if (gateway.isEmpty() || definition.isEmpty()) {
            return Optional.empty();
        }
        reaches(fields, gateway.get(), definition.get());
        return definition.get() instanceof Definition.Target target && type.get() == Type.SINGLE
                ? Optional.of(
                        new ResourceConfiguration.Single(
                                identity,
                                gateway.get(),
                                ports,
                                target,
                                customDomain,
                                sharedWith,
                                options))
                : Optional.empty();
    }

    /** Which fields go with which type, and which must be there. */
    private void belongs(Fields fields, Type type) {
        for (var field : TYPED) {
            if (fields.has(field) && !type.has(field)) {
                problems.error(
                        fields.keyAt(field),
                        "`%s` does not go with type %s".formatted(field, type));
            }
        }
        if (type.has("portRanges") && type != Type.CHILD) {
            fields.require("portRanges", "portRanges: [\"80\"]");
        }
        var protocol = fields.one("protocol", Literals.choice(Protocol.class));
        if (protocol.filter(Protocol.TCP_UDP::equals).isPresent() && type != Type.CIDR) {
            problems.error(fields.at("protocol"), "TCP_UDP goes with type CIDR alone; write `TCP`");
        }
    }

    private Optional<Definition> definition(Fields fields, Type type) {
        return type.definitions().isEmpty() ? Optional.empty() : definitions.read(fields, type);
    }

    private Optional<ResourceGateway> gateway(Identity identity, Fields fields) {
        return fields.required("resourceGateway", "resourceGateway: zigi-rgw", Words::reference)
                .flatMap(reference -> gateways.find(reference, identity.owner()));
    }

    private void reaches(Fields fields, ResourceGateway gateway, Definition definition) {
        var place = target(fields);
        switch (definition) {
            case Definition.Address(var ip) -> {
                if (!gateway.ipAddressType().includes(ip)) {
                    problems.error(
                            place,
                            "the gateway `%s` is %s and cannot reach %s"
                                    .formatted(
                                            gateway.identity().name(),
                                            gateway.ipAddressType(),
                                            ip));
                }
            }
            case Definition.Dns(_, var type) -> {
                if (isDisjoint(type, gateway.ipAddressType())) {
                    problems.error(
                            place,
                            "the gateway `%s` is %s and cannot reach a target that is %s"
                                    .formatted(
                                            gateway.identity().name(),
                                            gateway.ipAddressType(),
                                            type));
                }
            }
            case Definition.Cidrs _ -> carriesRanges(fields, gateway);
            case Definition.Arn _ -> {}
        }
    }

    private static boolean isDisjoint(IpAddressType one, IpAddressType other) {
        return one != other && one != IpAddressType.DUALSTACK && other != IpAddressType.DUALSTACK;
    }

    private static Place target(Fields fields) {
        var definition = fields.inner("resourceConfigurationDefinition");
        return definition.has("ipResource")
                ? definition.inner("ipResource").at("ipAddress")
                : definition.inner("dnsResource").at("ipAddressType");
    }

    private void carriesRanges(Fields fields, ResourceGateway gateway) {
        if (gateway.dnsResolution() != DnsResolution.IN_VPC) {
            problems.error(
                    fields.at("resourceGateway"),
                    "type CIDR needs a gateway with `resourceConfigDnsResolution: IN_VPC`");
        }
        if (gateway.device().isEmpty()) {
            problems.error(
                    fields.at("resourceGateway"),
                    "type CIDR needs a gateway with `options.interface`, or Penstock dials itself");
        }
    }

    /** A child against its group. */
    private void child(
            Identity identity, Fields fields, Ports ports, Optional<String> customDomain) {
        definition(fields, Type.CHILD);
        var group =
                fields.required(
                                "resourceConfigurationGroup",
                                "resourceConfigurationGroup: my-group",
                                Words::reference)
                        .flatMap(reference -> register.findOwnFields(reference, identity.owner()));
        if (group.isEmpty()) {
            return;
        }
        if (typeOf(group.get()).filter(type -> type != Type.GROUP).isPresent()) {
            problems.error(
                    fields.at("resourceConfigurationGroup"),
                    "a CHILD belongs to a configuration of type GROUP, and this is none");
            return;
        }
        var groupPorts = new Ports(group.get().list("portRanges", Literals::portRange));
        if (!groupPorts.isEmpty() && !groupPorts.contains(ports)) {
            problems.error(
                    fields.at("portRanges"),
                    "`%s` do not all lie in the group's (%s)".formatted(ports, groupPorts));
        }
        var groupDomain = group.get().one("groupDomain", Words::domain);
        if (groupDomain.isPresent()
                && customDomain.filter(d -> !d.endsWith("." + groupDomain.get())).isPresent()) {
            problems.error(
                    fields.at("customDomainName"),
                    "must lie under the group's domain: `*.%s`".formatted(groupDomain.get()));
        }
    }

    private static Optional<Type> typeOf(Fields fields) {
        return fields.one("type", Literals.choice(Type.class));
    }

    /** What endpoints refer to. */
    Register<ResourceConfiguration> register() {
        return register;
    }
}
