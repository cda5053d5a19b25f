package io.penstock.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigReader;
import io.penstock.config.ConfigResult;
import io.penstock.config.yaml.Problem;
import io.penstock.gateway.Health;
import io.penstock.gateway.LookupOutcome;
import io.penstock.gateway.Pool;
import io.penstock.gateway.Resolution;
import io.penstock.net.Ip;
import io.penstock.resource.Host;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Explains connections to groups and to ranges of addresses. */
class ExplainTypesTest {
    private static final String CONFIG =
            """
            securityGroups:
              - {name: out, egress: [{ports: 1-65535, cidr: 10.0.0.0/8}]}
              - {name: app-in, ingress: [{ports: 1-65535, cidr: 10.0.0.0/8}]}
            resourceGateways:
              - name: gateway
                ipAddressType: IPV4
                securityGroups: [out]
            resourceConfigurations:
              - {name: cluster, type: GROUP, resourceGateway: gateway, portRanges: [5432, 443, 80]}
              - name: writer
                type: CHILD
                resourceConfigurationGroup: cluster
                portRanges: [5432, 443]
                resourceConfigurationDefinition: {ipResource: {ipAddress: 10.0.1.5}}
              - name: reader
                type: CHILD
                resourceConfigurationGroup: cluster
                portRanges: [443, 80]
                resourceConfigurationDefinition: {ipResource: {ipAddress: 10.0.1.6}}
            endpoints:
              - {name: entry, ipAddressType: IPV4, resourceConfiguration: cluster, securityGroups: [app-in], addresses: [10.9.0.10]}
            """;

    @TempDir private Path directory;

    private Snapshot snapshot(String yaml) throws IOException {
        var file = Files.writeString(directory.resolve("p.yaml"), yaml);
        var result = new ConfigReader(file).read(Circumstances.first(Host.UNKNOWN));
        assertThat(result.problems()).filteredOn(Problem::isError).isEmpty();
        return ((ConfigResult.Loaded) result).snapshot();
    }

    private List<String> explain(Map<String, String> more) throws IOException {
        var question = new TreeMap<>(Map.of("from", "10.9.1.5", "endpoint", "entry"));
        question.putAll(more);
        var explainer =
                new Explainer(
                        (_, exposure) -> known(exposure.target().toString()),
                        _ -> Health.State.UNKNOWN,
                        _ -> new Pool(System::nanoTime));
        return explainer.explain((Query) Query.of(question), snapshot(CONFIG)).steps().stream()
                .map(step -> step.mark().label() + " " + step.text())
                .toList();
    }

    private static Resolution known(String target) {
        return Ip.parse(target)
                .<Resolution>map(Resolution::of)
                .orElseGet(() -> new Resolution.Nothing(LookupOutcome.NO_DATA, target));
    }

    @Test
    void findsTheOnlyChildThatHasThePort() throws IOException {
        assertThat(explain(Map.of("port", "5432", "name", "anything")))
                .first()
                .asString()
                .endsWith(
                        "child writer, listens on 10.9.0.10, port 5432; it alone has the port, so"
                                + " every host name leads to it");
    }

    @Test
    void needsANameWhereTheNameDecides() throws IOException {
        assertThat(explain(Map.of("port", "443")))
                .singleElement()
                .asString()
                .startsWith("refused ")
                .endsWith("port 443 leads to one of writer, reader, by name");
        assertThat(explain(Map.of("port", "443", "name", "reader.entry.penstock.internal")))
                .first()
                .asString()
                .endsWith("port 443; reader.entry.penstock.internal means reader");
        assertThat(explain(Map.of("port", "443", "name", "other.example")))
                .singleElement()
                .asString()
                .endsWith("none of writer, reader is called other.example");
    }

    @Test
    void takesAChildsOwnDnsName() throws IOException {
        assertThat(explain(Map.of("endpoint", "reader.entry.penstock.internal", "port", "80")))
                .contains("ok 10.0.1.6")
                .last()
                .asString()
                .startsWith("ok 10.0.1.6:80 may be dialed by");
    }

    @Test
    void tellsThatNoChildHasThePort() throws IOException {
        assertThat(explain(Map.of("port", "81")))
                .singleElement()
                .asString()
                .endsWith("does not listen on port 81");
    }
}
