package io.penstock.config;

import io.penstock.config.Words.Reference;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Problems;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.resource.DnsResolution;
import io.penstock.resource.Identity;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.Kind;
import io.penstock.resource.ResourceGateway;
import java.util.List;
import java.util.Optional;

/** Reads {@code resourceGateways}. */
final class Gateways {
    private final Register<ResourceGateway> register;
    private final SecurityGroups groups;

    Gateways(Owners owners, SecurityGroups groups, Problems problems) {
        this.register = new Register<>(Kind.RESOURCE_GATEWAY, owners, problems);
        this.groups = groups;
    }

    /** Reads one file's. */
    void read(Fields file) {
        register.read(file.each("resourceGateways"), this::gateway);
    }

    private Optional<ResourceGateway> gateway(Identity identity, Fields fields) {
        var type =
                fields.one("ipAddressType", Literals.choice(IpAddressType.class))
                        .orElse(IpAddressType.DUALSTACK);
        var resolution =
                fields.one("resourceConfigDnsResolution", Literals.choice(DnsResolution.class))
                        .orElse(DnsResolution.PUBLIC);
        var options = fields.inner("options");
        return Optional.of(
                new ResourceGateway(
                        identity,
                        type,
                        resolution,
                        groups.attachedTo(identity, fields),
                        dnsServers(options, fields, resolution),
                        sourceAddresses(options, type),
                        options.one("interface", Words::device)));
    }

    private static List<IpPort> dnsServers(
            Fields options, Fields fields, DnsResolution resolution) {
        var servers = options.list("dnsServers", Literals::dnsServer);
        switch (resolution) {
            case IN_VPC -> {
                if (options.isEmpty("dnsServers")) {
                    fields.problems()
                            .error(
                                    fields.at("resourceConfigDnsResolution"),
                                    "IN_VPC needs `options.dnsServers`; for example"
                                            + " `options: {dnsServers: [\"10.0.1.2:53\"]}`");
                }
            }
            case PUBLIC -> {
                if (options.has("dnsServers") && !fields.isBroken()) {
                    fields.problems()
                            .error(
                                    options.keyAt("dnsServers"),
                                    "`dnsServers` goes with `resourceConfigDnsResolution: IN_VPC`;"
                                            + " a PUBLIC gateway asks `appliance.publicDnsServers`");
                }
            }
        }
        return servers;
    }

    private static List<Ip> sourceAddresses(Fields options, IpAddressType type) {
        var sources =
                options.list(
                        "sourceAddresses",
                        (scalar, problems) -> {
                            var ip = Literals.ip(scalar, problems);
                            if (ip.isPresent() && !type.includes(ip.get())) {
                                problems.error(
                                        scalar.place(),
                                        "`%s` is not an address of an %s gateway"
                                                .formatted(scalar.text(), type));
                            }
                            return ip;
                        });
        var v4 = sources.stream().filter(Ip::isV4).count();
        if (type == IpAddressType.DUALSTACK && (v4 == 0 || v4 == sources.size())) {
            warnOfMissing(options, sources, v4 == 0);
        }
        return sources;
    }

    private static void warnOfMissing(Fields options, List<Ip> sources, boolean v4) {
        if (!sources.isEmpty()) {
            options.problems()
                    .warning(
                            options.at("sourceAddresses"),
                            "has no %s address, so this DUALSTACK gateway reaches no %s resource; add one, or say `ipAddressType: %s`"
                                    .formatted(
                                            v4 ? "IPv4" : "IPv6",
                                            v4 ? "IPv4" : "IPv6",
                                            v4 ? "IPV6" : "IPV4"));
        }
    }

    /** The gateway that an object of that owner names. */
    Optional<ResourceGateway> find(Reference reference, String owner) {
        return register.findOwn(reference, owner);
    }

    /** Every gateway, and what was written of it. */
    List<Register.Entry<ResourceGateway>> entries() {
        return register.entries();
    }

    /** Every gateway. */
    List<ResourceGateway> values() {
        return register.values();
    }
}
