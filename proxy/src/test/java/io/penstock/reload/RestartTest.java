package io.penstock.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigReader;
import io.penstock.config.ConfigResult;
import io.penstock.resource.Host;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Four keys of {@code appliance} are fixed while it runs, and no others. */
class RestartTest {
    private static final String APPLIANCE =
            """
            appliance:
              account: "111111111111"
              admin: 127.0.0.1:9901
              adminTokenFile: token
              dns:
                listen: ["127.0.0.1:5300"]
                zone: one.internal
                allowFrom: [127.0.0.0/8]
                forward: {corp.example: [10.0.0.53]}
                rateLimit: 100
              publicDnsServers: [10.0.0.2]
              addressPool: [10.9.1.0/24]
              verifiedDomains: [{domain: zigi.example, owner: "111111111111"}]
              metadataAddresses: [10.0.0.254]
              nat64Prefixes: ["64:ff9b:1::/48"]
              drain: {delay: 5s, deadline: 30s}
              accessLog: {to: stdout}
            """;

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "account: \"111111111111\" | account: \"222222222222\" | account",
                "127.0.0.1:9901 | 127.0.0.1:9902 | admin",
                "127.0.0.1:5300 | 127.0.0.1:5301 | dns.listen",
                "one.internal | two.internal | dns.zone",
            })
    void aFixedKeyIsRefusedByName(String before, String after, String key) throws IOException {
        assertThat(plan(before, after).restart())
                .containsExactly(
                        "appliance."
                                + key
                                + " is fixed while the appliance runs: restart it, or write the old"
                                + " value again");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "adminTokenFile: token | adminTokenFile: other | adminTokenFile",
                "127.0.0.0/8 | 127.0.0.0/9 | dns.allowFrom",
                "10.0.0.53 | 10.0.0.54 | dns.forward",
                "rateLimit: 100 | rateLimit: 200 | dns.rateLimit",
                "[10.0.0.2] | [10.0.0.3] | publicDnsServers",
                "10.9.1.0/24 | 10.9.2.0/24 | addressPool",
                "zigi.example | other.example | verifiedDomains",
                "10.0.0.254 | 10.0.0.253 | metadataAddresses",
                "64:ff9b:1::/48 | 64:ff9b:2::/48 | nat64Prefixes",
                "delay: 5s | delay: 6s | drain",
                "to: stdout | to: \"off\" | accessLog",
            })
    void everyOtherKeyChangesLive(String before, String after, String key) throws IOException {
        var plan = plan(before, after);

        assertThat(plan.restart()).isEmpty();
        assertThat(plan.lines()).containsExactly("setting " + key + " changed");
    }

    private ReloadPlan plan(String before, String after) throws IOException {
        assertThat(APPLIANCE).containsOnlyOnce(before);
        return ReloadPlan.between(read(APPLIANCE), read(APPLIANCE.replace(before, after)));
    }

    private Snapshot read(String text) throws IOException {
        var file = Files.writeString(directory.resolve("penstock.yaml"), text);
        var result = new ConfigReader(file).read(Circumstances.first(Host.UNKNOWN));
        assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
        return ((ConfigResult.Loaded) result).snapshot();
    }
}
