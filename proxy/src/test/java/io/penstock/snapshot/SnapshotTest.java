package io.penstock.snapshot;

import static io.penstock.resource.IpAddressType.DUALSTACK;
import static io.penstock.resource.Sample.ACCOUNT;
import static io.penstock.resource.Sample.gateway;
import static io.penstock.resource.Sample.ip;
import static io.penstock.resource.Sample.on;
import static io.penstock.resource.Sample.ports;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.policy.Admission;
import io.penstock.policy.Denial.Reason;
import io.penstock.policy.Enforcement;
import io.penstock.policy.Rule;
import io.penstock.policy.SecurityGroup;
import io.penstock.policy.Verdict;
import io.penstock.resource.Binding;
import io.penstock.resource.Catalog;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Definition;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Exposure;
import io.penstock.resource.Host;
import io.penstock.resource.Identity;
import io.penstock.resource.Kind;
import io.penstock.resource.Leases;
import io.penstock.resource.Lookup;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceGateway;
import io.penstock.resource.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SnapshotTest {
    private static final Host HOST =
            new Host(Map.of("lo", List.of(ip("127.0.0.1")), "eth0", List.of(ip("10.9.0.2"))));

    /** Lets out and in whatever any rule can: what is denied then never opens. */
    private static final SecurityGroup OPEN = group("open", "0.0.0.0/0", "127.0.0.0/8", "::/0");

    private static SecurityGroup group(String name, String... cidrs) {
        var rules =
                Stream.of(cidrs)
                        .map(text ->
                                new Rule(name, ports("1-65535"), Cidr.parse(text).orElseThrow()))
                        .toList();
        return new SecurityGroup(name, rules, rules, Enforcement.ENFORCE);
    }

    private static Endpoint endpoint(
            String name, ResourceGateway gateway, Ports ports, Binding... bindings) {
        var single = Sample.single(name, gateway, ports);
        return Sample.endpoint(ACCOUNT, name, single, DUALSTACK, List.of(bindings), OPEN);
    }

    private static Settings settings(String admin, String... dns) {
        var listen = Stream.of(dns).map(text -> IpPort.parse(text).orElseThrow()).toList();
        return new Settings(
                ACCOUNT,
                IpPort.parse(admin).orElseThrow(),
                Optional.empty(),
                dns.length == 0
                        ? Optional.empty()
                        : Optional.of(
                                new Settings.Dns(
                                        listen,
                                        "zone.example",
                                        List.of(),
                                        List.of(),
                                        OptionalInt.empty())),
                List.of(),
                List.of(),
                List.of(),
                List.of(ip("10.0.7.7")),
                List.of(),
                new Settings.Drain(Duration.ZERO, Duration.ofSeconds(1)),
                new Settings.AccessLog.Off(),
                Settings.Engine.AUTO);
    }

    private static Snapshot snapshot(Settings settings, Endpoint... endpoints) {
        var overlaps = new ArrayList<Catalog.Overlap>();
        var gateways =
                Stream.of(endpoints).map(e -> e.configuration().gateway()).distinct().toList();
        var configurations = Stream.of(endpoints).map(Endpoint::configuration).toList();
        var snapshot =
                Snapshot.of(
                        new Circumstances(7, HOST, Leases.NONE),
                        new Configuration(
                                settings, gateways, configurations, List.of(endpoints), "cafe"),
                        overlaps);
        assertThat(overlaps).isEmpty();
        return snapshot;
    }

    private static void assertDenied(
            Snapshot snapshot, ResourceGateway gateway, String target, Reason reason) {
        var address = IpPort.parse(target).orElseThrow();
        assertThat(snapshot.egress(gateway).decide(address.ip(), address.port()))
                .as(target)
                .asInstanceOf(type(Verdict.Deny.class))
                .extracting(deny -> deny.denial().reason())
                .isEqualTo(reason);
    }

    private static void assertAllowed(Snapshot snapshot, ResourceGateway gateway, String target) {
        var address = IpPort.parse(target).orElseThrow();
        assertThat(snapshot.egress(gateway).decide(address.ip(), address.port()))
                .as(target)
                .isInstanceOf(Verdict.Allow.class);
    }

    @Test
    void neverLetsAGatewayDialTheApplianceItself() {
        var gateway = gateway("gateway", OPEN);
        var snapshot =
                snapshot(
                        settings("127.0.0.1:9901", "10.9.0.2:53", "0.0.0.0:5353"),
                        endpoint("web", gateway, ports("80", "90-91"), on("10.9.0.10")),
                        endpoint("any", gateway, ports("443"), new Binding.Wildcard()));

        for (var own :
                List.of(
                        "10.9.0.10:80",
                        "10.9.0.10:91",
                        "10.9.0.2:443",
                        "127.0.0.9:443",
                        "127.0.0.1:9901",
                        "10.9.0.2:53",
                        "10.9.0.2:5353",
                        "127.0.0.1:5353",
                        "[64:ff9b::10.9.0.10]:80")) {
            assertDenied(snapshot, gateway, own, Reason.OWN_LISTENER);
        }
        for (var other :
                List.of(
                        "10.9.0.10:81",
                        "10.9.0.3:443",
                        "127.0.0.2:9901",
                        "127.0.0.1:53",
                        "10.9.0.2:80")) {
            assertAllowed(snapshot, gateway, other);
        }
    }

    /** The DNS server and an endpoint may be on one address, and on one port of two. */
    @Test
    void countsEveryListenerOfAnAddress() {
        var gateway = gateway("gateway", OPEN);
        var snapshot =
                snapshot(
                        settings("10.9.0.2:9901", "10.9.0.2:53"),
                        endpoint("web", gateway, ports("80"), on("10.9.0.2")));

        for (var own : List.of("10.9.0.2:9901", "10.9.0.2:53", "10.9.0.2:80")) {
            assertDenied(snapshot, gateway, own, Reason.OWN_LISTENER);
        }
        assertAllowed(snapshot, gateway, "10.9.0.2:54");
    }

    @Test
    void takesAListenerWhosePortTheSystemChoosesForNone() {
        var gateway = gateway("gateway", OPEN);
        var snapshot =
                snapshot(
                        settings("127.0.0.1:0", "127.0.0.1:0"),
                        endpoint("web", gateway, ports("80"), on("10.9.0.10")));

        assertAllowed(snapshot, gateway, "127.0.0.1:9901");
    }

    @Test
    void addsTheConfiguredMetadataServices() {
        var gateway = gateway("gateway", OPEN);
        var snapshot =
                snapshot(
                        settings("127.0.0.1:9901"),
                        endpoint("web", gateway, ports("80"), on("10.9.0.10")));

        assertDenied(snapshot, gateway, "10.0.7.7:80", Reason.METADATA_ADDRESS);
        assertDenied(snapshot, gateway, "169.254.169.254:80", Reason.METADATA_ADDRESS);
        assertAllowed(snapshot, gateway, "10.0.7.8:80");
    }

    @Test
    void judgesEachGatewayAndEndpointByItsOwnGroups() {
        var tens = gateway("tens", group("tens", "10.0.0.0/8"));
        var elevens = gateway("elevens", group("elevens", "11.0.0.0/8"));
        var web = endpoint("web", tens, ports("80"), on("10.9.0.10"));
        var closed =
                Sample.endpoint(
                        ACCOUNT,
                        "closed",
                        Sample.single("other", elevens, ports("80")),
                        DUALSTACK,
                        List.of(on("10.9.0.11")));
        var snapshot = snapshot(settings("127.0.0.1:9901"), web, closed);

        assertAllowed(snapshot, tens, "10.0.0.1:80");
        assertDenied(snapshot, tens, "11.0.0.1:80", Reason.NO_RULE);
        assertAllowed(snapshot, elevens, "11.0.0.1:80");
        assertDenied(snapshot, elevens, "10.0.0.1:80", Reason.NO_RULE);
        assertThat(snapshot.ingress(web).decide(ip("10.8.0.1"), 80))
                .isInstanceOf(Admission.Admitted.class);
        assertThat(snapshot.ingress(closed).decide(ip("10.8.0.1"), 80))
                .isInstanceOf(Admission.Refused.class);
    }

    @Test
    void knowsNobodyOfAnotherConfiguration() {
        var snapshot =
                snapshot(
                        settings("127.0.0.1:9901"),
                        endpoint("web", gateway("gateway"), ports("80"), on("10.9.0.10")));
        var stranger = endpoint("stranger", gateway("stranger"), ports("80"), on("10.9.0.11"));

        assertThatThrownBy(() -> snapshot.ingress(stranger)).hasMessage("of this snapshot");
        assertThatThrownBy(() -> snapshot.egress(stranger.configuration().gateway()))
                .hasMessage("of this snapshot");
    }

    @Test
    void listsEveryListener() {
        var gateway = gateway("gateway");
        var snapshot =
                snapshot(
                        settings("127.0.0.1:9901"),
                        endpoint("web", gateway, ports("80", "90-91"), on("10.9.0.10")),
                        endpoint("any", gateway, ports("443"), new Binding.Wildcard()));

        assertThat(snapshot.listeners().map(IpPort::toString))
                .containsExactlyInAnyOrder(
                        "10.9.0.10:80", "10.9.0.10:90", "10.9.0.10:91", "0.0.0.0:443");
    }

    @Test
    void findsWhoHasAnAddressInTheRangesOfACidrConfiguration() {
        var gateway = gateway("gateway");
        var cidrs =
                new ResourceConfiguration.Cidrs(
                        Identity.of(Kind.RESOURCE_CONFIGURATION, ACCOUNT, "all"),
                        gateway,
                        ports("1-65535"),
                        new Definition.Cidrs(List.of(Cidr.parse("10.9.0.0/24").orElseThrow())),
                        List.of(),
                        Set.of(),
                        ConnectionOptions.DEFAULT);
        var all = Sample.endpoint(ACCOUNT, "all", cidrs, DUALSTACK, List.of());
        var web = endpoint("web", gateway, ports("80"), on("10.9.0.10"));
        var snapshot = snapshot(settings("127.0.0.1:9901"), web, all);
        var catalog = snapshot.catalog();

        assertThat(catalog.exposures().stream().map(Exposure::endpoint)).containsExactly(web, all);
        assertThat(catalog.find(ip("10.9.0.10"), 80))
                .isEqualTo(new Lookup.Found(catalog.exposures().getFirst()));
        assertThat(catalog.find(ip("10.9.0.10"), 81))
                .isEqualTo(new Lookup.Found(catalog.exposures().getLast()));
        assertThat(catalog.find(ip("10.9.0.11"), 80))
                .isEqualTo(new Lookup.Found(catalog.exposures().getLast()));
        assertThat(catalog.find(ip("10.9.1.11"), 80)).isEqualTo(new Lookup.Nothing());
        assertThat(snapshot.listeners()).hasSize(1);
    }

    @Test
    void tellsWhatTwoEndpointsBothClaim() {
        var gateway = gateway("gateway");
        var one = endpoint("one", gateway, ports("80"), new Binding.Wildcard());
        var two = endpoint("two", gateway, ports("80"), on("0.0.0.0"));
        var overlaps = new ArrayList<Catalog.Overlap>();
        var configuration =
                new Configuration(
                        settings("127.0.0.1:9901"),
                        List.of(gateway),
                        List.of(one.configuration(), two.configuration()),
                        List.of(one, two),
                        "cafe");

        var snapshot = Snapshot.of(Circumstances.first(HOST), configuration, overlaps);

        assertThat(overlaps).hasSize(1);
        assertThat(overlaps.getFirst().first().endpoint()).isEqualTo(one);
        assertThat(overlaps.getFirst().second().endpoint()).isEqualTo(two);
        assertThat(overlaps.getFirst().address()).isEqualTo(Ip.ANY_V4);
        assertThat(snapshot.configuration()).isSameAs(configuration);
    }

    @Test
    void keepsWhatItWasMadeOf() {
        var settings = settings("127.0.0.1:9901", "127.0.0.1:53");
        var web = endpoint("web", gateway("gateway"), ports("80"), on("10.9.0.10"));
        var snapshot = snapshot(settings, web);
        var next = snapshot(settings);
        var snapshots = new Snapshots(snapshot);

        assertThat(snapshot.revision()).isEqualTo(7);
        assertThat(snapshot.settings()).isEqualTo(settings);
        assertThat(snapshot.host()).isEqualTo(HOST);
        assertThat(snapshot.names().of(Sample.exposure(web))).first().isEqualTo("web.zone.example");
        assertThat(snapshots.get()).isSameAs(snapshot);
        snapshots.set(next);
        assertThat(snapshots.get()).isSameAs(next);
    }

    /**
     * Ports are kept as ranges: a snapshot with an object for each of these 65 million ports would
     * neither fit nor be done in time.
     */
    @Test
    @Timeout(5)
    void isMadeOfRangesNotOfPorts() {
        var gateway = gateway("gateway", OPEN);
        var endpoints =
                IntStream.range(0, 1_000)
                        .mapToObj(i ->
                                endpoint(
                                        "e" + i,
                                        gateway,
                                        ports("1-65535"),
                                        new Binding.Address(Ip.v4(0x0a100000 + i))))
                        .toArray(Endpoint[]::new);

        var snapshot = snapshot(settings("127.0.0.1:9901"), endpoints);

        assertThat(snapshot.catalog().find(ip("10.16.3.231"), 65535))
                .isEqualTo(new Lookup.Found(snapshot.catalog().exposures().get(999)));
        assertDenied(snapshot, gateway, "10.16.3.231:1", Reason.OWN_LISTENER);
    }

    /** The whole crowd on one address, which is the most for one table. */
    @Test
    @Timeout(5)
    void takesAThousandEndpointsOfTenRangesOnOneAddress() {
        var gateway = gateway("gateway", OPEN);
        var endpoints =
                IntStream.range(0, 1_000)
                        .mapToObj(i -> endpoint("e" + i, gateway, ten(i), on("10.9.0.10")))
                        .toArray(Endpoint[]::new);

        var snapshot = snapshot(settings("127.0.0.1:9901"), endpoints);

        assertThat(snapshot.catalog().find(ip("10.9.0.10"), 1 + 6 * 999))
                .isEqualTo(new Lookup.Found(snapshot.catalog().exposures().get(999)));
        assertThat(snapshot.catalog().find(ip("10.9.0.10"), 6)).isEqualTo(new Lookup.Nothing());
        assertThat(snapshot.listeners()).hasSize(50_000);
    }

    /** Ten ranges of five ports, six apart, interleaved with those of the others. */
    private static Ports ten(int place) {
        return new Ports(
                IntStream.range(0, 10)
                        .map(range -> 1 + 6 * (place + 1_000 * range))
                        .mapToObj(from -> new PortRange(from, from + 4))
                        .toList());
    }
}
