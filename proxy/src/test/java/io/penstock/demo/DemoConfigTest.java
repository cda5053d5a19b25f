package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigReader;
import io.penstock.config.ConfigResult;
import io.penstock.net.IpPort;
import io.penstock.policy.Admission;
import io.penstock.policy.Verdict;
import io.penstock.resource.Host;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Snapshot;
import io.penstock.testing.Zigi;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DemoConfigTest {
    private static final DemoOptions AS_IT_IS =
            new DemoOptions(
                    OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), false, "token");
    private static final DemoOptions MOVED =
            new DemoOptions(
                    OptionalInt.of(81), OptionalInt.of(54), OptionalInt.of(9902), false, "token");
    private static final DemoOptions EVERYWHERE =
            new DemoOptions(
                    OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), true, "token");
    private static final Host BOTH = host("127.0.0.1", "::1");
    private static final Host V4_ONLY = host("127.0.0.1");

    @Test
    void isTheFileWithATokenWhereNothingIsAskedFor() {
        var demo = read(AS_IT_IS, BOTH);

        assertThat(listeners(demo)).containsExactlyInAnyOrder("127.0.0.1:8080", "[::1]:8080");
        assertThat(demo.settings().admin()).hasToString("127.0.0.1:9901");
        assertThat(demo.settings().adminTokenFile()).contains("token");
        assertThat(demo.settings().dns().orElseThrow().listen()).hasToString("[127.0.0.1:15353]");
        assertWorks(demo, "127.0.0.1", 8080);
    }

    @Test
    void movesPortsAndTheRulesThatNameThem() {
        var demo = read(MOVED, BOTH);

        assertThat(listeners(demo)).containsExactlyInAnyOrder("127.0.0.1:81", "[::1]:81");
        assertThat(demo.settings().admin()).hasToString("127.0.0.1:9902");
        assertThat(demo.settings().dns().orElseThrow().listen()).hasToString("[127.0.0.1:54]");
        assertWorks(demo, "::1", 81);
    }

    @Test
    void leavesIpv6AwayWhereTheHostHasNone() {
        assertThat(listeners(read(AS_IT_IS, V4_ONLY))).containsExactly("127.0.0.1:8080");
        assertThat(listeners(read(EVERYWHERE, V4_ONLY))).containsExactly("0.0.0.0:8080");
    }

    @Test
    void servesAContainersHost() {
        var demo = read(EVERYWHERE, BOTH);

        assertThat(listeners(demo)).containsExactlyInAnyOrder("0.0.0.0:8080", "[::]:8080");
        assertThat(demo.settings().admin()).hasToString("0.0.0.0:9901");
        assertThat(demo.settings().dns().orElseThrow().listen()).hasToString("[0.0.0.0:15353]");
        assertThat(demo.configuration().endpoints().getFirst().options().advertisedAddresses())
                .containsExactly(Zigi.ip("127.0.0.1"), Zigi.ip("::1"));
        assertWorks(demo, "10.88.0.1", 8080);
    }

    /** The client gets in, and the way out leads to the sample web server and nowhere else. */
    private static void assertWorks(Snapshot demo, String client, int port) {
        var exposure = demo.catalog().exposures().getFirst();
        assertThat(demo.ingress(exposure.endpoint()).decide(Zigi.ip(client), port))
                .isInstanceOf(Admission.Admitted.class);
        int target = exposure.options().targetPort(port);
        assertThat(target).isEqualTo(18080);
        var egress = demo.egress(exposure.gateway());
        assertThat(egress.decide(Zigi.ip("127.0.0.2"), target)).isInstanceOf(Verdict.Allow.class);
        assertThat(egress.decide(Zigi.ip("127.0.0.3"), target)).isInstanceOf(Verdict.Deny.class);
    }

    private static List<String> listeners(Snapshot demo) {
        return demo.listeners().map(IpPort::toString).toList();
    }

    private static Snapshot read(DemoOptions options, Host host) {
        var home = Path.of(Objects.requireNonNull(System.getProperty("penstock.home")));
        var file = new ConfigReader(home.resolve("conf/demo.yaml"));
        return switch (new DemoConfig(file::read, options).apply(Circumstances.first(host))) {
            case ConfigResult.Loaded(var snapshot, _, _) -> snapshot;
            case ConfigResult.Rejected(var problems, _) ->
                    throw new AssertionError(problems.toString());
        };
    }

    private static Host host(String... addresses) {
        return new Host(Map.of("lo", List.of(addresses).stream().map(Zigi::ip).toList()));
    }
}
