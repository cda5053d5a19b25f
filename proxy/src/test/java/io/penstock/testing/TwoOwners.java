package io.penstock.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The configuration of a provider and a consumer in a file each, bound to them. Every name is used
 * by both: the provider's endpoint on its own resource on 127.0.0.1, and the consumer's on the same
 * resource on 127.0.0.2, by the same port.
 */
public final class TwoOwners {
    /** Who has the resource. */
    public static final String PROVIDER = "111111111111";

    /** Who uses it. */
    public static final String CONSUMER = "222222222222";

    private final Path directory;
    private final int admin = RunningAppliance.freePort();
    private final int dns = RunningAppliance.freePort();
    private final int port = RunningAppliance.freePort();
    private final int resourcePort;

    /** In this directory, for a resource on 127.0.0.1. */
    public TwoOwners(Path directory, int resourcePort) throws IOException {
        this.directory = directory;
        this.resourcePort = resourcePort;
    }

    /** The endpoints' port. */
    public int port() {
        return port;
    }

    /** The main file's text. */
    public String main() {
        return """
        appliance:
          admin: 127.0.0.1:%d
          adminTokenFile: token
          dns: {listen: ["127.0.0.1:%d"], zone: penstock.internal}
          drain: {delay: 0s, deadline: 3s}
          include:
            - {path: provider.yaml, owner: "%s"}
            - {path: consumer.yaml, owner: "%s"}
          grants:
            - {owner: "%s", cidrs: [127.0.0.0/8], addresses: [127.0.0.1]}
            - {owner: "%s", addresses: [127.0.0.2]}
        """
                .formatted(admin, dns, PROVIDER, CONSUMER, PROVIDER, CONSUMER);
    }

    /** Writes the provider's file: with whom it shares, and what becomes of withdrawn shares. */
    public void provider(String sharedWith, String whenUnshared) throws IOException {
        Files.writeString(
                directory.resolve("provider.yaml"),
                """
                securityGroups:
                  - {name: both, egress: [{ports: "1-65535", cidr: 127.0.0.0/8}], ingress: [{ports: "%d", cidr: 127.0.0.0/8}]}
                resourceGateways:
                  - {name: gateway, ipAddressType: IPV4, securityGroups: [both]}
                resourceConfigurations:
                  - name: web
                    type: SINGLE
                    resourceGateway: gateway
                    portRanges: ["%d"]
                    resourceConfigurationDefinition: {ipResource: {ipAddress: 127.0.0.1}}
                    sharedWith: [%s]
                    options: {portMappings: [{ports: "%d", targetPorts: "%d"}], whenUnshared: %s}
                endpoints:
                  - {name: entry, resourceConfiguration: web, securityGroups: [both], addresses: [127.0.0.1]}
                """
                        .formatted(port, port, sharedWith, port, resourcePort, whenUnshared));
    }

    /** Writes the consumer's file: from where its clients may come. */
    public void consumer(String ingress) throws IOException {
        Files.writeString(
                directory.resolve("consumer.yaml"),
                """
                securityGroups:
                  - {name: both, ingress: [{ports: "%d", cidr: %s}]}
                endpoints:
                  - {name: entry, resourceConfiguration: %s/web, securityGroups: [both], addresses: [127.0.0.2]}
                """
                        .formatted(port, ingress, PROVIDER));
    }

    /** Takes everything out of the consumer's file. */
    public void consumerLeaves() throws IOException {
        Files.writeString(directory.resolve("consumer.yaml"), "endpoints: []\n");
    }

    /** Starts an appliance with what was written. */
    public RunningAppliance start() throws IOException {
        Files.writeString(directory.resolve("token"), "of-the-test\n");
        return RunningAppliance.start(directory, main());
    }
}
