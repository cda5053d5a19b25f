package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Place;
import io.penstock.config.yaml.Problems;
import io.penstock.net.Ports;
import io.penstock.resource.ConnectionOptions;
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

/** Reads {@code resourceConfigurations}. */
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
    private final Arns arns;
    private final TlsFiles tlsFiles;
    private final Problems problems;

    /**
     * Configurations on these gateways.
     *
     * @param owners whose they are
     * @param arns what those of type ARN stand for
     * @param tlsFiles reads certificates
     */
    Configurations(
            Owners owners, Gateways gateways, Arns arns, TlsFiles tlsFiles, Problems problems) {
        this.register = new Register<>(Kind.RESOURCE_CONFIGURATION, owners, problems);
        this.gateways = gateways;
        this.arns = arns;
        this.tlsFiles = tlsFiles;
        this.problems = problems;
    }

    /** Reads every file's: children last, since they have much of their groups. */
    void read(List<Fields> files) {
        var all = files.stream().flatMap(f -> f.each("resourceConfigurations").stream()).toList();
        register.read(all.stream().filter(f -> !isChild(f)).toList(), this::configuration);
        var children = new Children(register, tlsFiles, problems);
        register.read(
                all.stream().filter(Configurations::isChild).toList(),
                (identity, fields) -> {
                    belongs(fields, Type.CHILD);
                    return children.read(identity, fields);
                });
        children.join();
        arns.join(register);
    }

    private static boolean isChild(Fields fields) {
        return fields.one("type", Literals.choice(Type.class))
                .filter(Type.CHILD::equals)
                .isPresent();
    }

    /** What every type has. */
    private record Common(
            Identity identity,
            ResourceGateway gateway,
            Ports ports,
            Names names,
            Set<String> sharedWith,
            ConnectionOptions options) {}

    /** Domains that some types have. */
    private record Names(
            Optional<String> customDomain, Optional<String> groupDomain, List<String> dnsDomains) {
        static Names read(Fields fields) {
            return new Names(
                    fields.one("customDomainName", Words::domainOrWildcard),
                    fields.one("groupDomain", Words::domain),
                    fields.inner("options").list("dnsDomains", Words::domain));
        }
    }

    private Optional<ResourceConfiguration> configuration(Identity identity, Fields fields) {
        var type = fields.required("type", "type: SINGLE", Literals.choice(Type.class));
        var ports = new Ports(fields.list("portRanges", Literals::portRange));
        var options =
                Options.read(fields.inner("options"), ports, ConnectionOptions.DEFAULT, tlsFiles);
        var sharedWith = Set.copyOf(fields.list("sharedWith", Words::account));
        var names = Names.read(fields);
        if (type.isEmpty()) {
            return Optional.empty();
        }
        belongs(fields, type.get());
        var definition = definition(fields, type.get());
        var gateway = gateway(identity, fields);
        if (gateway.isEmpty()) {
            return Optional.empty();
        }
        var common = new Common(identity, gateway.get(), ports, names, sharedWith, options);
        if (type.get() == Type.GROUP) {
            return Optional.of(group(common));
        }
        definition.ifPresent(found -> {
            reaches(fields, gateway.get(), found);
            fits(fields, common.ports(), common.options(), found);
        });
        HealthOptions.fits(fields.inner("options"), options.health(), gateway.get());
        return definition.map(found -> configuration(common, found));
    }

    private static ResourceConfiguration group(Common common) {
        return new ResourceConfiguration.Group(
                common.identity(),
                common.gateway(),
                common.ports(),
                common.names().groupDomain(),
                common.sharedWith(),
                common.options(),
                List.of());
    }

    private static ResourceConfiguration configuration(Common common, Definition definition) {
        return switch (definition) {
            case Definition.Arn arn ->
                    new ResourceConfiguration.Arn(
                            common.identity(),
                            common.gateway(),
                            arn,
                            common.sharedWith(),
                            common.options(),
                            List.of());
            case Definition.Cidrs ranges ->
                    new ResourceConfiguration.Cidrs(
                            common.identity(),
                            common.gateway(),
                            common.ports(),
                            ranges,
                            common.names().dnsDomains(),
                            common.sharedWith(),
                            common.options());
            case Definition.Dns _, Definition.Service _, Definition.Address _ ->
                    new ResourceConfiguration.Single(
                            common.identity(),
                            common.gateway(),
                            common.ports(),
                            (Definition.Target) definition,
                            common.names().customDomain(),
                            common.sharedWith(),
                            common.options());
        };
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
        if (fields.inner("options").has("portMappings") && type == Type.ARN) {
            problems.error(
                    fields.inner("options").keyAt("portMappings"),
                    "`portMappings` does not go with type ARN: clients use the port that"
                            + " `appliance.arns` has");
        }
        if (fields.inner("options").has("dnsDomains") && type != Type.CIDR) {
            problems.error(
                    fields.inner("options").keyAt("dnsDomains"),
                    "`dnsDomains` goes with type CIDR; `appliance.dns.forward` asks other servers");
        }
    }

    private static Optional<Definition> definition(Fields fields, Type type) {
        return type.definitions().isEmpty() ? Optional.empty() : Definitions.read(fields, type);
    }

    private Optional<ResourceGateway> gateway(Identity identity, Fields fields) {
        return fields.required("resourceGateway", "resourceGateway: zigi-rgw", Words::reference)
                .flatMap(reference -> gateways.find(reference, identity.owner()));
    }

    /** Whether the gateway can reach what a configuration stands for; if not, it is reported. */
    static void reaches(Fields fields, ResourceGateway gateway, Definition definition) {
        var place = target(fields);
        switch (definition) {
            case Definition.Address(var ip) -> {
                if (!gateway.ipAddressType().includes(ip)) {
                    cannot(fields, place, gateway, ip.toString());
                }
            }
            case Definition.Dns(_, var type) -> shares(fields, place, gateway, type);
            case Definition.Service(_, var type) -> shares(fields, place, gateway, type);
            case Definition.Cidrs _ -> carriesRanges(fields, gateway);
            case Definition.Arn _ -> {}
        }
    }

    private static void shares(
            Fields fields, Place place, ResourceGateway gateway, IpAddressType type) {
        if (isDisjoint(type, gateway.ipAddressType())) {
            cannot(fields, place, gateway, "a target that is " + type);
        }
    }

    /** Whether ports and options go with what the configuration stands for. */
    static void fits(Fields fields, Ports ports, ConnectionOptions options, Definition definition) {
        HttpSettings.fits(fields.inner("options"), options, definition);
        switch (definition) {
            case Definition.Service(var name, _) -> oneClientPort(fields, ports, name);
            case Definition.Cidrs _ -> HealthOptions.fitsNoRanges(fields.inner("options"), options);
            case Definition.Dns _, Definition.Address _, Definition.Arn _ -> {}
        }
    }

    /** A target that tells its port has one port for clients, whatever they are mapped to. */
    private static void oneClientPort(Fields fields, Ports ports, String name) {
        if (ports.size() > 1) {
            fields.problems()
                    .error(
                            fields.at("portRanges"),
                            "`%s` is a service (SRV), which tells its port, so clients use exactly one; `%s` are %d"
                                    .formatted(name, ports, ports.size()));
        }
        var options = fields.inner("options");
        if (options.has("portMappings")) {
            options.problems()
                    .error(
                            options.keyAt("portMappings"),
                            "does not go with `%s`, a service (SRV), which tells its port; leave it out"
                                    .formatted(name));
        }
    }

    private static void cannot(Fields fields, Place place, ResourceGateway gateway, String what) {
        fields.problems()
                .error(
                        place,
                        "the gateway `%s` is %s and cannot reach %s"
                                .formatted(
                                        gateway.identity().name(), gateway.ipAddressType(), what));
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

    private static void carriesRanges(Fields fields, ResourceGateway gateway) {
        if (gateway.dnsResolution() != DnsResolution.IN_VPC) {
            fields.problems()
                    .error(
                            fields.at("resourceGateway"),
                            "type CIDR needs a gateway with `resourceConfigDnsResolution: IN_VPC`");
        }
        if (gateway.device().isEmpty()) {
            fields.problems()
                    .error(
                            fields.at("resourceGateway"),
                            "type CIDR needs a gateway with `options.interface`, or Penstock dials itself");
        }
    }

    /** What endpoints refer to. */
    Register<ResourceConfiguration> register() {
        return register;
    }
}
