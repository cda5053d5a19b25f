package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.yaml.Problem;
import io.penstock.net.Ip;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.resource.Exposure;
import io.penstock.resource.Host;
import io.penstock.resource.Lookup;
import io.penstock.resource.PortMapping;
import io.penstock.resource.Quota;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Snapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Groups, their children, and the addresses that nobody wrote down. */
class GroupsTest {
    private static final String REST =
            """
            securityGroups:
              - {name: out, egress: [{ports: 1-65535, cidr: 10.0.0.0/8}]}
              - {name: app-in, ingress: [{ports: 1-65535, cidr: 10.0.0.0/8}]}
            resourceGateways:
              - {name: gateway, ipAddressType: IPV4, securityGroups: [out]}
            resourceConfigurations:
              - name: cluster
                type: GROUP
                resourceGateway: gateway
                portRanges: [5432, 443]
                options: {idleTimeout: 1h, limits: {connections: 7}}
              - name: writer
                type: CHILD
                resourceConfigurationGroup: cluster
                resourceConfigurationDefinition: {ipResource: {ipAddress: 10.0.1.5}}
              - name: reader
                type: CHILD
                resourceConfigurationGroup: cluster
                portRanges: [443]
                resourceConfigurationDefinition: {ipResource: {ipAddress: 10.0.1.6}}
                options: {connectTimeout: 2s, portMappings: [{ports: 443, targetPorts: 8443}]}
            endpoints:
              - {name: entry, ipAddressType: IPV4, resourceConfiguration: cluster, securityGroups: [app-in]%s}
            """;
    private static final String POOL = "appliance: {addressPool: [10.9.1.0/24]}\n";

    private static ConfigResult read(String yaml, Circumstances circumstances) {
        return new ConfigReader(Path.of("p.yaml"), new MemoryDisk().with("p.yaml", yaml))
                .read(circumstances);
    }

    private static ConfigResult read(String yaml) {
        return read(yaml, Circumstances.first(Host.UNKNOWN));
    }

    private static Snapshot loaded(ConfigResult result) {
        assertThat(result.problems()).filteredOn(Problem::isError).isEmpty();
        return ((ConfigResult.Loaded) result).snapshot();
    }

    private static Exposure child(Snapshot snapshot, String name) {
        return snapshot.catalog().exposures().stream()
                .filter(exposure -> exposure.resource().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> messages(ConfigResult result) {
        return result.problems().stream()
                .map(problem -> problem.severity() + " " + problem.message());
    }

    @Test
    void aChildHasWhatItsGroupHasWhereItSaysNothing() {
        var snapshot = loaded(read(POOL + REST.formatted("")));
        var writer = child(snapshot, "writer");
        var reader = child(snapshot, "reader");

        assertThat(writer.ports()).isEqualTo(Ports.of(PortRange.of(443), PortRange.of(5432)));
        assertThat(writer.gateway().identity().name()).isEqualTo("gateway");
        assertThat(writer.options().timeouts().idle()).isEqualTo(Duration.ofHours(1));
        assertThat(writer.options().quota()).isEqualTo(Quota.ofConnections(7));
        assertThat(reader.ports()).isEqualTo(Ports.of(PortRange.of(443)));
        assertThat(reader.options().timeouts().idle()).isEqualTo(Duration.ofHours(1));
        assertThat(reader.options().timeouts().connect()).isEqualTo(Duration.ofSeconds(2));
        assertThat(reader.options().portMappings())
                .containsExactly(new PortMapping(PortRange.of(443), PortRange.of(8443)));
    }

    @Test
    void checkTellsWhoHasWhichAddressOfThePool() {
        var result = read(POOL + REST.formatted(""));
        var snapshot = loaded(result);
        var writer = snapshot.catalog().addressesOf(child(snapshot, "writer")).iterator().next();
        var reader = snapshot.catalog().addressesOf(child(snapshot, "reader")).iterator().next();

        assertThat(messages(result))
                .containsExactlyInAnyOrder(
                        "NOTE `writer` of `entry` has " + writer + " from the pool",
                        "NOTE `reader` of `entry` has " + reader + " from the pool");
        assertThat(snapshot.names().find("writer.entry.penstock.internal"))
                .hasValueSatisfying(named ->
                        assertThat(named.exposures()).containsExactly(child(snapshot, "writer")));
        assertThat(snapshot.names().find("entry.penstock.internal"))
                .hasValueSatisfying(named -> assertThat(named.exposures()).isEmpty());
    }

    @Test
    void childrenWithoutAPoolShareTheEndpointsAddressesAndCheckSaysWhatThatMeans() {
        var result = read(REST.formatted(", addresses: [10.9.0.10]"));
        var snapshot = loaded(result);
        var catalog = snapshot.catalog();
        var address = Ip.parse("10.9.0.10").orElseThrow();

        assertThat(catalog.find(address, 5432))
                .isEqualTo(new Lookup.Found(child(snapshot, "writer")));
        assertThat(catalog.find(address, 443)).isInstanceOf(Lookup.Several.class);
        assertThat(messages(result))
                .containsExactly(
                        "NOTE `writer`, `reader` of `entry` share an address and port and are told"
                                + " apart by TLS SNI or HTTP Host; a protocol in which the server"
                                + " speaks first needs an address (`options.childAddresses`) or a"
                                + " port of its own");
        assertThat(snapshot.names().find("entry.penstock.internal"))
                .hasValueSatisfying(named ->
                        assertThat(named.exposures())
                                .containsExactly(
                                        child(snapshot, "writer"), child(snapshot, "reader")));
        var several = ((Lookup.Several) catalog.find(address, 443)).switchboard();
        assertThat(snapshot.names().choose(several, "READER.entry.penstock.internal"))
                .contains(child(snapshot, "reader"));
        assertThat(snapshot.names().choose(several, "entry.penstock.internal")).isEmpty();
    }

    @Test
    void aGroupWithoutChildrenLeadsNowhereAndThatIsAWarning() {
        var yaml = REST.substring(0, REST.indexOf("  - name: writer")) + "endpoints: []\n";

        assertThat(messages(read(yaml)))
                .contains(
                        "WARNING the group `cluster` has no child yet, so its endpoints lead"
                                + " nowhere");
    }

    @Test
    void aFullPoolIsToldByName() {
        var yaml = "appliance: {addressPool: [10.9.1.8/32]}\n" + REST.formatted("");

        assertThat(messages(read(yaml)))
                .filteredOn(message -> message.startsWith("ERROR"))
                .singleElement()
                .asString()
                .contains("the pool (10.9.1.8/32) has no IPV4 address left for `")
                .contains("widen `appliance.addressPool`, or name one here");
    }

    @Test
    void aReloadKeepsAnAddressThatARestartWouldMoveAndWarns() {
        var first = loaded(read(POOL + REST.formatted("")));
        var kept = first.leases().of(child(first, "writer").id());
        // Somebody names the very address that the writer has by its hash: a restart moves it,
        // and so must the reload, since the address has another owner now.
        var result =
                read(
                        POOL.replace("}", ", dns: {listen: [\"" + kept.getFirst() + ":53\"], ")
                                + "allowFrom: [10.0.0.0/8]}}\n"
                                + REST.formatted(""),
                        Circumstances.after(first, Host.UNKNOWN));
        var moved = loaded(result);
        assertThat(moved.leases().of(child(moved, "writer").id())).isNotEqualTo(kept);

        var back = read(POOL + REST.formatted(""), Circumstances.after(moved, Host.UNKNOWN));
        var stays = loaded(back);

        assertThat(stays.leases().of(child(stays, "writer").id()))
                .isEqualTo(moved.leases().of(child(moved, "writer").id()));
        assertThat(messages(back))
                .anySatisfy(message ->
                        assertThat(message)
                                .startsWith("WARNING `writer` of `entry` keeps ")
                                .contains("but a restart would give it " + kept.getFirst())
                                .contains("`options: {childAddresses: {writer: ["));
    }

    @Test
    void refusesAnUnknownChildAndAnAddressOfTheWrongVersion() {
        var options =
                ", options: {childAddresses: {wirter: [10.9.0.1], reader: [\"2001:db8::1\"]}}";
        var result = read(POOL + REST.formatted(options));

        assertThat(messages(result))
                .filteredOn(message -> message.startsWith("ERROR"))
                .containsExactlyInAnyOrder(
                        "ERROR `cluster` has no child `wirter`; it has writer, reader",
                        "ERROR `2001:db8::1` is not an IPv4 address");
    }

    @Test
    void anEndpointOnRangesListensOnTheRanges() {
        var yaml =
                REST.substring(0, REST.indexOf("resourceGateways"))
                        + """
                        resourceGateways:
                          - name: gateway
                            securityGroups: [out]
                            resourceConfigDnsResolution: IN_VPC
                            options: {dnsServers: [10.0.1.2], interface: eth1}
                        resourceConfigurations:
                          - name: everything
                            type: CIDR
                            resourceGateway: gateway
                            portRanges: [1-65535]
                            resourceConfigurationDefinition: {cidrResource: {cidrRanges: [10.1.0.0/16]}}
                        endpoints:
                          - {name: entry, resourceConfiguration: everything, securityGroups: [app-in]%s}
                        """;

        assertThat(messages(read(yaml.formatted(", addresses: [10.9.0.10]"))))
                .contains(
                        "ERROR `addresses` does not go with a configuration of type CIDR: the"
                                + " endpoint listens on its ranges, which are routed here");
        assertThat(messages(read(yaml.formatted("")))).isEmpty();
    }
}
