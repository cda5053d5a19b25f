package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import io.penstock.config.ConfigReader;
import io.penstock.config.ConfigResult;
import io.penstock.resource.Host;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Snapshot;
import io.penstock.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One account's resource that another's two endpoints use, with limits on each; from its text. */
final class TwoEndpoints {
    static final String TEXT =
            """
            securityGroups:
              - {name: to-web, owner: "111111111111", egress: [{ports: 80, cidr: 10.0.1.0/24}]}
              - {name: clients, ingress: [{ports: 80, cidr: 10.9.0.0/16}]}
            resourceGateways:
              - {name: rgw, owner: "111111111111", ipAddressType: IPV4, securityGroups: [to-web]}
            resourceConfigurations:
              - name: web
                owner: "111111111111"
                type: SINGLE
                resourceGateway: rgw
                portRanges: [80]
                resourceConfigurationDefinition: {ipResource: {ipAddress: 10.0.1.20}}
                sharedWith: ["000000000000"]
                options: {applicationProtocol: HTTP, limits: {connections: 150}}
            endpoints:
              - name: one
                resourceConfiguration: 111111111111/web
                securityGroups: [clients]
                addresses: [10.9.0.10]
                options: {limits: {connections: 100}}
              - name: two
                resourceConfiguration: 111111111111/web
                securityGroups: [clients]
                addresses: [10.9.0.11]
            """;

    private final Path folder;
    private final Path file;
    private Optional<Snapshot> before = Optional.empty();

    TwoEndpoints(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("penstock.yaml");
    }

    Snapshot snapshot() throws IOException {
        return snapshot(TEXT);
    }

    /** The text with a certificate for the endpoint {@code two}, which is written beside it. */
    String secured(X509Bundle certificate) throws IOException {
        Pki.write(folder, "two", certificate);
        return TEXT + "    options: {tls: {certificate: two.pem, key: two.key}}\n";
    }

    /** What a reload makes of that text. */
    Snapshot snapshot(String yaml) throws IOException {
        Files.writeString(file, yaml);
        var circumstances =
                before.map(last -> Circumstances.after(last, Host.UNKNOWN))
                        .orElseGet(() -> Circumstances.first(Host.UNKNOWN));
        var read = new ConfigReader(file).read(circumstances);
        assertThat(read).as("%s", read.problems()).isInstanceOf(ConfigResult.Loaded.class);
        var snapshot = ((ConfigResult.Loaded) read).snapshot();
        before = Optional.of(snapshot);
        return snapshot;
    }
}
