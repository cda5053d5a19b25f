package io.penstock.load.peer;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How Penstock is told to be the proxy. */
final class PenstockConfig {
    private PenstockConfig() {}

    /**
     * A configuration.
     *
     * @param every what every port is for it
     */
    static String of(Place place, Setting setting, Front.Range every) throws IOException {
        var fronts = setting.fronts(every);
        var endpointOptions = endpointOptions(place, setting);
        return """
        appliance:
          admin: %s:%d
          drain: {delay: 0s, deadline: 1s}
          accessLog: {to: "%s"}
        securityGroups:
          - {name: origin-out, egress: [{ports: "1-65535", cidr: %s/32}]}
          - {name: clients-in, ingress: [{ports: "1-65535", cidr: 127.0.0.0/8}]}
        resourceGateways:
          - {name: gateway, ipAddressType: IPV4, securityGroups: [origin-out]}
        resourceConfigurations:
        %sendpoints:
        %s\
        """
                .formatted(
                        place.admin(),
                        Port.ADMIN,
                        setting.log() ? "stdout" : "off",
                        place.origin(),
                        each(fronts, front -> resource(place, setting, front)),
                        each(fronts, front -> endpoint(place, endpointOptions, front)));
    }

    private static String each(List<Front> fronts, Function<Front, String> line) {
        return fronts.stream().map(line).collect(Collectors.joining());
    }

    private static String name(Front front) {
        return switch (front) {
            case Front.One(int port, int _) -> "port-" + port;
            case Front.Further(int index) -> "further-" + index;
            case Front.Range _ -> "all-ports";
        };
    }

    private static String resource(Place place, Setting setting, Front front) {
        var ports =
                switch (front) {
                    case Front.One(int port, int _) -> Integer.toString(port);
                    case Front.Further _ -> Integer.toString(Port.WEB);
                    case Front.Range(int from, int to) -> from + "-" + to;
                };
        return """
          - name: %s
            type: SINGLE
            resourceGateway: gateway
            portRanges: ["%s"]
            resourceConfigurationDefinition: {ipResource: {ipAddress: %s}}
        %s\
        """
                .formatted(name(front), ports, place.origin(), options(setting, front));
    }

    private static String options(Setting setting, Front front) {
        var protocol = setting.isHttp() ? "applicationProtocol: HTTP" : "";
        var mapping =
                switch (front) {
                    case Front.One(int port, int target) when port != target ->
                            "portMappings: [{ports: \"%d\", targetPorts: \"%d\"}]"
                                    .formatted(port, target);
                    case Front.One _, Front.Further _, Front.Range _ -> "";
                };
        var both = List.of(protocol, mapping).stream().filter(o -> !o.isEmpty()).toList();
        return both.isEmpty() ? "" : "    options: {" + String.join(", ", both) + "}\n";
    }

    private static String endpointOptions(Place place, Setting setting) throws IOException {
        if (setting.protocol() != Setting.Protocol.HTTPS) {
            return "";
        }
        var file = place.ground().certificate();
        return ", options: {tls: {certificate: \"%1$s\", key: \"%1$s\"}}".formatted(file);
    }

    private static String endpoint(Place place, String options, Front front) {
        return "  - {name: %1$s, resourceConfiguration: %1$s, securityGroups: [clients-in], addresses: [%2$s]%3$s}\n"
                .formatted(name(front), address(place, front), options);
    }

    private static String address(Place place, Front front) {
        return switch (front) {
            case Front.Further(int index) -> place.further(index);
            case Front.One _, Front.Range _ -> place.address();
        };
    }
}
