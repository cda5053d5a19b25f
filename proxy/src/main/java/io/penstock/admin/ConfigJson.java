package io.penstock.admin;

import io.penstock.policy.Nat64Prefix;
import io.penstock.policy.SecurityGroup;
import io.penstock.snapshot.Configuration;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The configuration as it is in effect, with every default written out, under the keys that a file
 * uses. It holds no secret: of the admin token, a configuration knows only the file.
 */
final class ConfigJson {
    private ConfigJson() {}

    static String of(Snapshot snapshot) {
        var configuration = snapshot.configuration();
        return Json.object(json ->
                json.number("revision", snapshot.revision())
                        .text("hash", configuration.revisionHash())
                        .object("appliance", appliance -> appliance(appliance, snapshot.settings()))
                        .objects("securityGroups", groups(configuration), ObjectJson::securityGroup)
                        .objects("resourceGateways", configuration.gateways(), ObjectJson::gateway)
                        .objects(
                                "resourceConfigurations",
                                configuration.configurations(),
                                ObjectJson::configuration)
                        .objects("endpoints", configuration.endpoints(), ObjectJson::endpoint));
    }

    /** Those that are attached to something, by name: no other has an effect. */
    private static Collection<SecurityGroup> groups(Configuration configuration) {
        var groups = new TreeMap<String, SecurityGroup>();
        Stream.concat(
                        configuration.gateways().stream().map(g -> g.securityGroups()),
                        configuration.endpoints().stream().map(e -> e.securityGroups()))
                .flatMap(List::stream)
                .forEach(group -> groups.put(group.name(), group));
        return groups.values();
    }

    private static void appliance(Json json, Settings settings) {
        json.text("account", settings.account())
                .text("admin", settings.admin())
                .text("adminTokenFile", settings.adminTokenFile())
                .object("dns", settings.dns(), ConfigJson::dns)
                .texts("publicDnsServers", settings.publicDnsServers())
                .objects(
                        "verifiedDomains",
                        settings.verifiedDomains(),
                        (v, verified) ->
                                v.text("domain", verified.domain()).text("owner", verified.owner()))
                .texts("metadataAddresses", settings.metadataAddresses())
                .texts(
                        "nat64Prefixes",
                        settings.nat64Prefixes().stream().map(Nat64Prefix::cidr).toList())
                .object(
                        "drain",
                        drain ->
                                drain.text("delay", Durations.text(settings.drain().delay()))
                                        .text(
                                                "deadline",
                                                Durations.text(settings.drain().deadline())))
                .object("accessLog", log -> log.text("to", destination(settings.accessLog())))
                .text("engine", settings.engine());
    }

    private static void dns(Json json, Settings.Dns dns) {
        json.texts("listen", dns.listen())
                .text("zone", dns.zone())
                .texts("allowFrom", dns.allowFrom())
                .objects(
                        "forward",
                        dns.forward(),
                        (f, forward) ->
                                f.text(
                                                "suffix",
                                                forward.suffix().isEmpty() ? "." : forward.suffix())
                                        .texts("servers", forward.servers()))
                .number("rateLimit", dns.rateLimit());
    }

    private static String destination(Settings.AccessLog log) {
        return switch (log) {
            case Settings.AccessLog.Stdout() -> "stdout";
            case Settings.AccessLog.File(var path) -> path;
            case Settings.AccessLog.Off() -> "off";
        };
    }
}
