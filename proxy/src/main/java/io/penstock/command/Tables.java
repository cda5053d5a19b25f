package io.penstock.command;

import java.util.List;

/** Configured objects as tables. */
final class Tables {
    private Tables() {}

    static TextTable gateways(List<Tree> gateways) {
        var table =
                new TextTable(
                        "OWNER", "NAME", "ID", "TYPE", "RESOLUTION", "SECURITY GROUPS", "FROM");
        for (var gateway : gateways) {
            table.row(
                    gateway.text("owner"),
                    gateway.text("name"),
                    gateway.text("id"),
                    gateway.text("ipAddressType"),
                    gateway.text("resourceConfigDnsResolution"),
                    joined(gateway, "securityGroups"),
                    joined(gateway.tree("options"), "sourceAddresses"));
        }
        return table;
    }

    static TextTable configurations(List<Tree> configurations) {
        var table =
                new TextTable(
                        "OWNER", "NAME", "ID", "TYPE", "PORTS", "TARGET", "GATEWAY", "SHARED WITH");
        for (var configuration : configurations) {
            table.row(
                    configuration.text("owner"),
                    configuration.text("name"),
                    configuration.text("id"),
                    configuration.text("type"),
                    joined(configuration, "portRanges"),
                    target(configuration.tree("resourceConfigurationDefinition")),
                    configuration.text("resourceGateway"),
                    joined(configuration, "sharedWith"));
        }
        return table;
    }

    private static String target(Tree definition) {
        if (definition.has("dnsResource")) {
            return definition.tree("dnsResource").text("domainName");
        }
        if (definition.has("ipResource")) {
            return definition.tree("ipResource").text("ipAddress");
        }
        if (definition.has("arnResource")) {
            return definition.tree("arnResource").text("arn");
        }
        return joined(definition.tree("cidrResource"), "cidrRanges");
    }

    static TextTable endpoints(List<Tree> endpoints) {
        var table =
                new TextTable(
                        "OWNER",
                        "NAME",
                        "ID",
                        "CONFIGURATION",
                        "ADDRESSES",
                        "PRIVATE DNS",
                        "SECURITY GROUPS");
        for (var endpoint : endpoints) {
            table.row(
                    endpoint.text("owner"),
                    endpoint.text("name"),
                    endpoint.text("id"),
                    endpoint.text("resourceConfiguration"),
                    joined(endpoint, "addresses"),
                    joined(endpoint, "privateDnsNames"),
                    joined(endpoint, "securityGroups"));
        }
        return table;
    }

    private static String joined(Tree tree, String name) {
        var texts = tree.texts(name);
        return texts.isEmpty() ? "-" : String.join(", ", texts);
    }
}
