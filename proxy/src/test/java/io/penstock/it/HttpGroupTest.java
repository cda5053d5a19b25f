package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.HttpResource;
import io.penstock.testing.RawHttp;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endpoint on a group at one address: each request says by its Host which child it is for. */
class HttpGroupTest {
    @TempDir private Path directory;

    @Test
    void routesEachRequestOfOneConnectionByItsHost() throws Exception {
        int port = RunningAppliance.freePort();
        try (var alpha = new HttpResource();
                var beta = new HttpResource();
                var penstock =
                        RunningAppliance.start(directory, yaml(port, alpha.port(), beta.port()));
                var client = RawHttp.connect(port)) {
            client.send(get("alpha.entry.penstock.internal"));
            try (var resource = alpha.accept()) {
                assertThat(resource.head()).contains("Host: alpha.entry.penstock.internal");
                resource.send("HTTP/1.1 200 OK\nContent-Length: 5\n\nalpha");
                assertThat(client.answer().body()).isEqualTo("alpha");
            }
            client.send(get("BETA.entry.penstock.internal:80"));
            try (var resource = beta.accept()) {
                resource.head();
                resource.send("HTTP/1.1 200 OK\nContent-Length: 4\n\nbeta");
                assertThat(client.answer().body()).isEqualTo("beta");
            }
            var answer = client.send(get("gamma.entry.penstock.internal")).answer();
            assertThat(answer.status()).isEqualTo(421);
            assertThat(penstock.logged().getString("resource")).isEqualTo("alpha");
            assertThat(penstock.logged().getString("resource")).isEqualTo("beta");
            assertThat(penstock.logged().getString("resource")).isEqualTo("cluster");
        }
    }

    /** The first of them is the stricter one; before the Host is known it cannot count. */
    @Test
    void holdsEachRequestToTheLimitsOfItsOwnResource() throws Exception {
        int port = RunningAppliance.freePort();
        try (var alpha = new HttpResource();
                var beta = new HttpResource();
                var _ =
                        RunningAppliance.start(
                                directory,
                                yaml(port, alpha.port(), beta.port())
                                        .replace(
                                                "{host: PRESERVE}",
                                                "{host: PRESERVE, limits: {uriBytes: 300}}")
                                        .replaceFirst(
                                                "targetPorts: " + beta.port() + "}]",
                                                "$0, http: {host: PRESERVE, limits: {uriBytes: 600}}"));
                var client = RawHttp.connect(port)) {
            var path = "/" + "p".repeat(500);
            client.send("GET %s HTTP/1.1\nHost: beta.entry.penstock.internal\n\n".formatted(path));
            try (var resource = beta.accept()) {
                assertThat(resource.head()).contains(path);
                resource.send("HTTP/1.1 200 OK\nContent-Length: 4\n\nbeta");
                assertThat(client.answer().body()).isEqualTo("beta");
            }
            client.send("GET %s HTTP/1.1\nHost: alpha.entry.penstock.internal\n\n".formatted(path));
            assertThat(client.answer().status()).isEqualTo(414);
        }
    }

    private static String get(String host) {
        return "GET / HTTP/1.1\nHost: " + host + "\n\n";
    }

    private static String yaml(int port, int alpha, int beta) throws IOException {
        return """
        appliance:
          admin: 127.0.0.1:%1$d
          drain: {delay: 0s, deadline: 1s}
        securityGroups:
          - {name: out, egress: [{ports: 1-65535, cidr: 127.0.0.0/8}]}
          - {name: app-in, ingress: [{ports: 1-65535, cidr: 127.0.0.0/8}]}
        resourceGateways:
          - {name: gateway, ipAddressType: IPV4, securityGroups: [out]}
        resourceConfigurations:
          - name: cluster
            type: GROUP
            resourceGateway: gateway
            portRanges: [%2$d]
            options: {applicationProtocol: HTTP, http: {host: PRESERVE}}
          - name: alpha
            type: CHILD
            resourceConfigurationGroup: cluster
            resourceConfigurationDefinition: {ipResource: {ipAddress: 127.0.0.1}}
            options: {portMappings: [{ports: %2$d, targetPorts: %3$d}]}
          - name: beta
            type: CHILD
            resourceConfigurationGroup: cluster
            resourceConfigurationDefinition: {ipResource: {ipAddress: 127.0.0.1}}
            options: {portMappings: [{ports: %2$d, targetPorts: %4$d}]}
        endpoints:
          - {name: entry, resourceConfiguration: cluster, securityGroups: [app-in], addresses: [127.0.0.1]}
        """
                .formatted(RunningAppliance.freePort(), port, alpha, beta);
    }
}
