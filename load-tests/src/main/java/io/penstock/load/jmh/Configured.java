package io.penstock.load.jmh;

import io.penstock.config.ConfigReader;
import io.penstock.config.ConfigResult;
import io.penstock.net.Ip;
import io.penstock.resource.Host;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A snapshot of a configuration of some size, read as the appliance reads it. */
final class Configured {
    private Configured() {}

    /** So many endpoints, each on an address of its own, and so many egress rules. */
    static Snapshot snapshot(int endpoints, int rules) throws IOException {
        var file = Files.createTempFile("load-tests", ".yaml");
        try {
            Files.writeString(file, yaml(endpoints, rules));
            return switch (new ConfigReader(file).read(Circumstances.first(Host.UNKNOWN))) {
                case ConfigResult.Loaded loaded -> loaded.snapshot();
                case ConfigResult.Rejected rejected -> throw new IOException(rejected.toString());
            };
        } finally {
            Files.delete(file);
        }
    }

    /** The address of the endpoint with this number. */
    static Ip address(int number) {
        return ip("10.9." + number / 250 + "." + (1 + number % 250));
    }

    static Ip ip(String text) {
        return Ip.parse(text).orElseThrow();
    }

    private static String yaml(int endpoints, int rules) {
        return """
        securityGroups:
          - name: clients-in
            ingress: [{ports: "1-65535", cidr: 10.0.0.0/8}]
          - name: resources-out
            egress: [%s]
        resourceGateways:
          - {name: gateway, ipAddressType: IPV4, securityGroups: [resources-out]}
        resourceConfigurations:
          - name: resource
            type: SINGLE
            resourceGateway: gateway
            portRanges: ["80", "443", "8000-8099"]
            resourceConfigurationDefinition: {ipResource: {ipAddress: 10.0.1.80}}
        endpoints:
        %s\
        """
                .formatted(
                        each(rules, ", ", i -> "{ports: \"80\", cidr: 10.0." + i + ".0/24}"),
                        each(endpoints, "\n", Configured::endpoint));
    }

    private static String endpoint(int number) {
        return "  - {name: endpoint-%d, resourceConfiguration: resource, securityGroups: [clients-in], addresses: [%s]}"
                .formatted(number, address(number));
    }

    private static String each(int count, String between, IntFunction<String> text) {
        return IntStream.range(0, count).mapToObj(text).collect(Collectors.joining(between));
    }
}
