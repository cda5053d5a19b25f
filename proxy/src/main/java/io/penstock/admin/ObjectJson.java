package io.penstock.admin;

import io.penstock.net.Ports;
import io.penstock.policy.Rule;
import io.penstock.policy.SecurityGroup;
import io.penstock.resource.Binding;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Definition;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Identity;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.PrivateDns;
import io.penstock.resource.ProxyProtocol;
import io.penstock.resource.Quota;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceGateway;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** The fields of each configured object, named as in a configuration where it names them. */
final class ObjectJson {
    private ObjectJson() {}

    static void identity(Json json, Identity identity) {
        json.text("owner", identity.owner())
                .text("name", identity.name())
                .text("id", identity.id())
                .text("arn", identity.arn());
    }

    static void gateway(Json json, ResourceGateway gateway) {
        identity(json, gateway.identity());
        json.text("ipAddressType", gateway.ipAddressType())
                .text("resourceConfigDnsResolution", gateway.dnsResolution())
                .texts("securityGroups", names(gateway.securityGroups()))
                .object(
                        "options",
                        options ->
                                options.texts("dnsServers", gateway.dnsServers())
                                        .texts("sourceAddresses", gateway.sourceAddresses())
                                        .text("interface", gateway.device()));
    }

    private static List<String> names(List<SecurityGroup> groups) {
        return groups.stream().map(SecurityGroup::name).toList();
    }

    static void configuration(Json json, ResourceConfiguration configuration) {
        identity(json, configuration.identity());
        json.text("resourceGateway", configuration.gateway().identity().reference())
                .texts("sharedWith", new TreeSet<>(configuration.sharedWith()));
        switch (configuration) {
            case ResourceConfiguration.Single single -> {
                json.text("type", "SINGLE");
                target(json, single.definition(), single.ports(), single.customDomainName());
                json.object("options", options -> options(options, single.options()));
            }
            case ResourceConfiguration.Group group ->
                    json.text("type", "GROUP")
                            .texts("portRanges", group.ports().ranges())
                            .text("groupDomain", group.groupDomain())
                            .object("options", options -> options(options, group.options()));
            case ResourceConfiguration.Child child -> {
                json.text("type", "CHILD").text("childName", child.label());
                target(json, child.definition(), child.ports(), child.customDomainName());
                json.object("options", options -> options(options, child.options()));
            }
            case ResourceConfiguration.Arn arn ->
                    json.text("type", "ARN")
                            .object(
                                    "resourceConfigurationDefinition",
                                    d -> definition(d, arn.definition()))
                            .object("options", options -> options(options, arn.options()));
            case ResourceConfiguration.Cidrs cidrs ->
                    json.text("type", "CIDR")
                            .texts("portRanges", cidrs.ports().ranges())
                            .object(
                                    "resourceConfigurationDefinition",
                                    d -> definition(d, cidrs.definition()))
                            .object(
                                    "options",
                                    options -> {
                                        options(options, cidrs.options());
                                        options.texts("dnsDomains", cidrs.dnsDomains());
                                    });
        }
    }

    private static void target(
            Json json, Definition.Target target, Ports ports, Optional<String> customDomain) {
        json.texts("portRanges", ports.ranges())
                .object("resourceConfigurationDefinition", d -> definition(d, target))
                .text("customDomainName", customDomain);
    }

    private static void definition(Json json, Definition definition) {
        switch (definition) {
            case Definition.Dns(var name, var type) -> name(json, name, type);
            case Definition.Service(var name, var type) -> name(json, name, type);
            case Definition.Address(var ip) ->
                    json.object("ipResource", d -> d.text("ipAddress", ip));
            case Definition.Arn(var arn) -> json.object("arnResource", d -> d.text("arn", arn));
            case Definition.Cidrs(var ranges) ->
                    json.object("cidrResource", d -> d.texts("cidrRanges", ranges));
        }
    }

    private static void name(Json json, String name, IpAddressType type) {
        json.object("dnsResource", d -> d.text("domainName", name).text("ipAddressType", type));
    }

    private static void options(Json json, ConnectionOptions options) {
        json.text("connectTimeout", Durations.text(options.timeouts().connect()))
                .text("idleTimeout", Durations.text(options.timeouts().idle()))
                .text("halfClosedTimeout", Durations.text(options.timeouts().halfClosed()))
                .text(
                        "maxLifetime",
                        options.timeouts().maxLifetime().map(Durations::text).orElse("off"))
                .objects(
                        "portMappings",
                        options.portMappings(),
                        (m, mapping) ->
                                m.text("ports", mapping.ports())
                                        .text("targetPorts", mapping.targetPorts()))
                .object("proxyProtocol", options.proxyProtocol(), ObjectJson::proxyProtocol)
                .object("limits", limits -> limits(limits, options.quota()))
                .text("whenUnshared", options.whenUnshared())
                .object("health", health -> HealthJson.write(health, options.health()))
                .text("balancing", options.balancing())
                .text("applicationProtocol", options.http().isPresent() ? "HTTP" : "TCP")
                .object("http", options.http(), HttpJson::options);
    }

    private static void limits(Json json, Quota quota) {
        json.number("connections", quota.connections())
                .number("connectionsPerSecond", quota.connectionsPerSecond())
                .number("bytesPerSecond", quota.bytesPerSecond());
    }

    private static void proxyProtocol(Json json, ProxyProtocol protocol) {
        switch (protocol) {
            case ProxyProtocol.V1() -> json.text("version", "V1");
            case ProxyProtocol.V2(var id) -> json.text("version", "V2").text("endpointId", id);
        }
    }

    static void endpoint(Json json, Endpoint endpoint) {
        identity(json, endpoint.identity());
        json.text("resourceConfiguration", endpoint.configuration().identity().reference())
                .texts("securityGroups", names(endpoint.securityGroups()))
                .text("ipAddressType", endpoint.ipAddressType())
                .texts("addresses", endpoint.bindings().stream().map(ObjectJson::binding).toList())
                .flag("privateDnsEnabled", endpoint.privateDns().isPresent())
                .object("dnsOptions", endpoint.privateDns(), ObjectJson::privateDns)
                .object(
                        "options",
                        options ->
                                options.texts(
                                                "advertisedAddresses",
                                                endpoint.options().advertisedAddresses())
                                        .texts(
                                                "proxyProtocolFrom",
                                                endpoint.options().proxyProtocolFrom())
                                        .object("tls", endpoint.options().tls(), HttpJson::tls)
                                        .object(
                                                "limits",
                                                limits ->
                                                        limits(
                                                                limits,
                                                                endpoint.options().quota())));
    }

    private static void privateDns(Json json, PrivateDns asked) {
        json.text("privateDnsPreference", asked.preference())
                .texts("privateDnsSpecifiedDomains", asked.specifiedDomains());
    }

    private static String binding(Binding binding) {
        return switch (binding) {
            case Binding.Address(var ip) -> ip.toString();
            case Binding.Device(var name) -> name;
            case Binding.Prefix(var range) -> range.toString();
            case Binding.Wildcard() -> "*";
        };
    }

    static void securityGroup(Json json, SecurityGroup group) {
        json.text("name", group.name())
                .objects("ingress", group.ingress(), ObjectJson::rule)
                .objects("egress", group.egress(), ObjectJson::rule)
                .object("options", options -> options.text("enforcement", group.enforcement()));
    }

    private static void rule(Json json, Rule rule) {
        json.text("ports", rule.ports()).text("cidr", rule.cidr());
    }
}
