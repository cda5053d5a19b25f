package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigResult.Loaded;
import io.penstock.config.ConfigResult.Rejected;
import io.penstock.config.yaml.Document;
import io.penstock.config.yaml.Problem;
import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.policy.Enforcement;
import io.penstock.resource.Balancing;
import io.penstock.resource.Binding;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Definition;
import io.penstock.resource.DnsResolution;
import io.penstock.resource.HealthCheck;
import io.penstock.resource.Host;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.Leases;
import io.penstock.resource.Lookup;
import io.penstock.resource.PortMapping;
import io.penstock.resource.Quota;
import io.penstock.resource.ResourceConfiguration.Single;
import io.penstock.resource.Timeouts;
import io.penstock.resource.WhenUnshared;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static final String SEED =
            """
            appliance:
              admin: 127.0.0.1:9901
              dns: {listen: ["10.9.0.2:53"], zone: penstock.internal, allowFrom: [10.9.0.0/16]}
            securityGroups:
              - name: web-out
                egress: [{ports: "80", cidr: 10.0.1.0/24}]
              - name: app-in
                ingress: [{ports: "80", cidr: 10.9.0.0/16}]
            resourceGateways:
              - name: zigi-rgw
                ipAddressType: IPV4
                securityGroups: [web-out]
                resourceConfigDnsResolution: IN_VPC
                options: {dnsServers: ["10.0.1.2:53"], sourceAddresses: [10.0.1.10]}
            resourceConfigurations:
              - name: zigi-web
                type: SINGLE
                resourceGateway: zigi-rgw
                portRanges: ["80"]
                resourceConfigurationDefinition:
                  dnsResource: {domainName: web.zigi.internal, ipAddressType: IPV4}
            endpoints:
              - name: zigi-endpoint
                resourceConfiguration: zigi-web
                securityGroups: [app-in]
                addresses: [10.9.0.10]
            """;

    private static ConfigResult read(MemoryDisk disk) {
        return new ConfigReader(Path.of("etc/p.yaml"), disk)
                .read(new Circumstances(7, Host.UNKNOWN, Leases.NONE));
    }

    private static ConfigResult read(String yaml) {
        return read(new MemoryDisk().with("etc/p.yaml", yaml));
    }

    private static Snapshot loaded(ConfigResult result) {
        assertThat(result.problems()).map(Problem::toString).isEmpty();
        assertThat(result).isInstanceOf(Loaded.class);
        return ((Loaded) result).snapshot();
    }

    private static List<String> rejected(ConfigResult result) {
        assertThat(result).isInstanceOf(Rejected.class);
        return result.problems().stream().map(Problem::toString).toList();
    }

    private static Ip ip(String text) {
        return Ip.parse(text).orElseThrow();
    }

    private static IpPort at(String text) {
        return IpPort.parse(text).orElseThrow();
    }

    @Test
    void readsTheSeedScenario() {
        var snapshot = loaded(read(SEED));

        assertThat(snapshot.revision()).isEqualTo(7);
        var gateway = snapshot.configuration().gateways().getFirst();
        assertThat(gateway.identity().reference()).isEqualTo("000000000000/zigi-rgw");
        assertThat(gateway.ipAddressType()).isEqualTo(IpAddressType.IPV4);
        assertThat(gateway.dnsResolution()).isEqualTo(DnsResolution.IN_VPC);
        assertThat(gateway.dnsServers()).containsExactly(at("10.0.1.2:53"));
        assertThat(gateway.sourceAddresses()).containsExactly(ip("10.0.1.10"));
        var rule = gateway.securityGroups().getFirst().egress().getFirst();
        assertThat(rule).hasToString("web-out egress[0]: 10.0.1.0/24 port 80");
        var found = (Lookup.Found) snapshot.catalog().find(ip("10.9.0.10"), 80);
        assertThat(found.exposure().target())
                .isEqualTo(new Definition.Dns("web.zigi.internal", IpAddressType.IPV4));
        assertThat(found.exposure().options()).isEqualTo(ConnectionOptions.DEFAULT);
        assertThat(snapshot.names().find("zigi-endpoint.penstock.internal"))
                .hasValueSatisfying(
                        named -> assertThat(named.exposures()).containsExactly(found.exposure()));
    }

    @Test
    void fillsInDefaults() {
        var settings = loaded(read("appliance:")).settings();

        assertThat(settings)
                .isEqualTo(
                        new Settings(
                                "000000000000",
                                at("127.0.0.1:9901"),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of(),
                                new Settings.Drain(Duration.ofSeconds(5), Duration.ofSeconds(30)),
                                new Settings.AccessLog.Stdout(),
                                Settings.Engine.AUTO));
    }

    @Test
    void readsEverySettingOfTheAppliance() {
        var settings =
                loaded(
                                read(
                                        """
                                        appliance:
                                          account: "111122223333"
                                          admin: "[::1]:0"
                                          adminTokenFile: secrets/token
                                          dns:
                                            listen: "127.0.0.1:53"
                                            zone: Penstock.Example.
                                            allowFrom: ["2001:DB8::/32"]
                                            forward: {Corp.Example.: 10.0.0.1, ".": ["[fd00::1]:5353"]}
                                            rateLimit: 50
                                          publicDnsServers: ["fd00::53"]
                                          metadataAddresses: [10.0.0.254]
                                          nat64Prefixes: ["64:ff9b:1::/48"]
                                          drain: {delay: 0s, deadline: 1500ms}
                                          accessLog: {to: "off"}
                                          engine: EPOLL
                                        """))
                        .settings();

        assertThat(settings.account()).isEqualTo("111122223333");
        assertThat(settings.admin()).isEqualTo(at("[::1]:0"));
        assertThat(settings.adminTokenFile()).contains("etc/secrets/token");
        assertThat(settings.dns())
                .contains(
                        new Settings.Dns(
                                List.of(at("127.0.0.1:53")),
                                "penstock.example",
                                List.of(Cidr.parse("2001:db8::/32").orElseThrow()),
                                List.of(
                                        new Settings.Forward(
                                                "corp.example", List.of(at("10.0.0.1:53"))),
                                        new Settings.Forward("", List.of(at("[fd00::1]:5353")))),
                                OptionalInt.of(50)));
        assertThat(settings.publicDnsServers()).containsExactly(at("[fd00::53]:53"));
        assertThat(settings.metadataAddresses()).containsExactly(ip("10.0.0.254"));
        assertThat(settings.nat64Prefixes()).hasSize(1);
        assertThat(settings.drain())
                .isEqualTo(new Settings.Drain(Duration.ZERO, Duration.ofMillis(1500)));
        assertThat(settings.accessLog()).isEqualTo(new Settings.AccessLog.Off());
        assertThat(settings.engine()).isEqualTo(Settings.Engine.EPOLL);
    }

    @Test
    void readsEveryOptionOfAConfigurationAndAnEndpoint() {
        var text =
                SEED.replace("portRanges: [\"80\"]", "portRanges: [80, 8000-8099]")
                        .replace(
                                "    addresses: [10.9.0.10]",
                                """
                                    addresses: [10.9.0.10, eth0, "*"]
                                    options: {advertisedAddresses: [203.0.113.7], limits: {connections: 100, connectionsPerSecond: 10, bytesPerSecond: 500KiB}}
                                """)
                        .replace(
                                "endpoints:",
                                """
                                    sharedWith: ["222222222222"]
                                    options:
                                      connectTimeout: 500ms
                                      idleTimeout: 2m
                                      halfClosedTimeout: 1h
                                      maxLifetime: 24h
                                      portMappings: [{ports: 8000-8099, targetPorts: 18000-18099}]
                                      limits: {connections: 10000, connectionsPerSecond: 1000, bytesPerSecond: 10MiB}
                                endpoints:
                                """)
                        .replace("{ports: \"80\", cidr: 10.9", "{ports: 1-65535, cidr: 10.9")
                        .replace("{ports: \"80\", cidr: 10.0", "{ports: [1-65535], cidr: 10.0");
        var configuration = loaded(read(text)).configuration();

        var single = (Single) configuration.configurations().getFirst();
        assertThat(single.ports()).isEqualTo(Ports.of(PortRange.of(80), new PortRange(8000, 8099)));
        assertThat(single.sharedWith()).isEqualTo(Set.of("222222222222"));
        assertThat(single.options())
                .isEqualTo(
                        new ConnectionOptions(
                                new Timeouts(
                                        Duration.ofMillis(500),
                                        Duration.ofMinutes(2),
                                        Duration.ofHours(1),
                                        Optional.of(Duration.ofHours(24))),
                                List.of(
                                        new PortMapping(
                                                new PortRange(8000, 8099),
                                                new PortRange(18000, 18099))),
                                new Quota(
                                        OptionalInt.of(10000),
                                        OptionalInt.of(1000),
                                        OptionalLong.of(10 << 20)),
                                Balancing.LEAST_CONNECTIONS,
                                HealthCheck.PASSIVE,
                                Optional.empty(),
                                WhenUnshared.CLOSE,
                                Optional.empty()));
        var endpoint = configuration.endpoints().getFirst();
        assertThat(endpoint.bindings())
                .containsExactly(
                        new Binding.Address(ip("10.9.0.10")),
                        new Binding.Device("eth0"),
                        new Binding.Wildcard());
        assertThat(endpoint.options().advertisedAddresses()).containsExactly(ip("203.0.113.7"));
        assertThat(endpoint.options().quota())
                .isEqualTo(
                        new Quota(
                                OptionalInt.of(100), OptionalInt.of(10), OptionalLong.of(512000)));
    }

    @ParameterizedTest
    @CsvSource({
        "1024, 1024",
        "1KiB, 1024",
        "500KiB, 512000",
        "10MiB, 10485760",
        "1GiB, 1073741824",
        "1TiB, 1099511627776",
        "2KB, 2000",
        "2kB, 2000",
        "10MB, 10000000",
        "3GB, 3000000000",
        "1TB, 1000000000000",
        "'\"10MB\"', 10000000",
    })
    void readsBytesWithEveryUnit(String written, long bytes) {
        var limits = "    options: {limits: {bytesPerSecond: " + written + "}}\n";
        var configuration = loaded(read(SEED.replace("endpoints:", limits + "endpoints:")));

        var single = (Single) configuration.configuration().configurations().getFirst();
        assertThat(single.options().quota().bytesPerSecond()).hasValue(bytes);
        assertThat(single.options().quota().connections()).isEmpty();
    }

    @Test
    void takesOffWithAndWithoutQuotes() {
        for (var off : List.of("off", "\"off\"", "'off'")) {
            var text =
                    SEED.replace(
                                    "endpoints:",
                                    "    options: {maxLifetime: " + off + "}\nendpoints:")
                            .replace("appliance:", "appliance:\n  accessLog: {to: " + off + "}");
            var configuration = loaded(read(text)).configuration();

            assertThat(
                            ((Single) configuration.configurations().getFirst())
                                    .options()
                                    .timeouts()
                                    .maxLifetime())
                    .isEmpty();
            assertThat(configuration.settings().accessLog())
                    .isEqualTo(new Settings.AccessLog.Off());
        }
    }

    @Test
    void readsAPolicyOnTrial() {
        var text =
                SEED.replace(
                        "    egress: [{ports: \"80\", cidr: 10.0.1.0/24}]",
                        "    options: {enforcement: REPORT}");
        var gateway = loaded(read(text)).configuration().gateways().getFirst();

        assertThat(gateway.securityGroups().getFirst().enforcement()).isEqualTo(Enforcement.REPORT);
    }

    @Test
    void letsAnotherAccountUseWhatIsSharedWithIt() {
        var text =
                SEED.replace(
                                "  - name: zigi-endpoint",
                                "  - name: zigi-endpoint\n    owner: \"222222222222\"")
                        .replace(
                                "resourceConfiguration: zigi-web",
                                "resourceConfiguration: 000000000000/zigi-web")
                        .replace("name: app-in", "name: app-in\n    owner: \"222222222222\"")
                        .replace("endpoints:", "    sharedWith: [\"222222222222\"]\nendpoints:");
        var snapshot = loaded(read(text));

        assertThat(snapshot.names().find("zigi-endpoint.222222222222.penstock.internal"))
                .isPresent();
        assertThat(snapshot.names().find("zigi-endpoint.penstock.internal")).isEmpty();
    }

    @Test
    void readsWhatAnAnchorNames() {
        var text =
                SEED.replace("egress: [", "egress: &rules [")
                        .replace(
                                "ingress: [{ports: \"80\", cidr: 10.9.0.0/16}]", "ingress: *rules");
        var endpoint = loaded(read(text)).configuration().endpoints().getFirst();

        assertThat(endpoint.securityGroups().getFirst().ingress().getFirst().cidr())
                .hasToString("10.0.1.0/24");
    }

    @Test
    void refusesAnAliasBombWithoutUnfoldingIt() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i <= 40; i++) {
            bomb.append("a%d: &a%d [".formatted(i, i))
                    .append(("*a" + (i - 1) + ", ").repeat(10))
                    .append("]\n");
        }

        assertThat(rejected(read(bomb.toString())))
                .containsExactly(
                        "etc/p.yaml:6:5: /a5: unfolds to more than 1000000 values, counting each"
                                + " alias");
    }

    @Test
    void refusesDeepNesting() {
        assertThat(rejected(read("appliance: " + "[".repeat(100_000))))
                .containsExactly(
                        "etc/p.yaml:1:62: /appliance"
                                + "/0".repeat(50)
                                + ": is nested more than 50 levels deep");
    }

    @Test
    void refusesAFileThatIsTooLarge() {
        var comments = "# a comment\n".repeat(Document.MAX_BYTES / 12 + 1);

        assertThat(rejected(read(comments)))
                .containsExactly("etc/p.yaml: is larger than 8 MiB; split it with `include`");
    }

    @Test
    void namesTheByteThatIsNotUtf8() {
        var latin1 = "appliance:\n  # für alle\n".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(rejected(read(new MemoryDisk().with("etc/p.yaml", latin1))))
                .containsExactly(
                        "etc/p.yaml:2:6: /: the byte 0xfc is not UTF-8; save the file as UTF-8");
        var cut = new byte[] {'a', ':', ' ', (byte) 0xc3};
        assertThat(rejected(read(new MemoryDisk().with("etc/p.yaml", cut))))
                .containsExactly(
                        "etc/p.yaml:1:4: /: the byte 0xc3 is not UTF-8; save the file as UTF-8");
    }

    @Test
    void namesACharacterThatYamlForbids() {
        assertThat(rejected(read("appliance:\n  admin: \u0007\n")))
                .containsExactly("etc/p.yaml:2:10: /: the character U+0007 is not allowed in YAML");
    }

    @Test
    void readsPastAByteOrderMark() {
        loaded(read("\ufeff" + SEED));
    }

    @Test
    void namesAFileThatDoesNotExist() {
        var result = read(new MemoryDisk());

        assertThat(rejected(result)).containsExactly("etc/p.yaml: does not exist");
        assertThat(result.sources().files()).containsExactly(Path.of("etc/p.yaml"));
    }

    @Test
    void namesADirectory(@TempDir Path directory) {
        var result = new ConfigReader(directory).read(Circumstances.first(Host.UNKNOWN));

        assertThat(rejected(result)).containsExactly(directory + ": is a directory, not a file");
    }

    @Test
    void readsFilesOfThisMachine(@TempDir Path directory) throws IOException {
        Files.createDirectory(directory.resolve("conf.d"));
        Files.writeString(directory.resolve("p.yaml"), "appliance: {include: [conf.d/*.yaml]}");
        Files.writeString(
                directory.resolve("conf.d/1.yaml"), SEED.substring(SEED.indexOf("secur")));
        Files.writeString(directory.resolve("conf.d/notes.txt"), "not: yaml: at: all");
        var result =
                new ConfigReader(directory.resolve("p.yaml"))
                        .read(Circumstances.first(Host.UNKNOWN));

        assertThat(loaded(result).configuration().endpoints()).hasSize(1);
        assertThat(result.sources().files())
                .containsExactly(directory.resolve("p.yaml"), directory.resolve("conf.d/1.yaml"));
        assertThat(result.sources().directories()).containsExactly(directory.resolve("conf.d"));
    }

    @Test
    void readsIncludesInTheOrderOfTheirNames() {
        int groups = SEED.indexOf("securityGroups");
        int endpoints = SEED.indexOf("endpoints");
        var disk =
                new MemoryDisk()
                        .with("etc/p.yaml", "appliance: {include: [conf.d/*.yaml, more.yaml]}")
                        .with("etc/conf.d/20.yaml", SEED.substring(endpoints))
                        .with("etc/conf.d/10.yaml", SEED.substring(groups, endpoints))
                        .with("etc/conf.d/.hidden.yaml", "broken: [")
                        .with("etc/more.yaml", "endpoints: []");
        var result = read(disk);

        assertThat(loaded(result).configuration().endpoints()).hasSize(1);
        assertThat(result.sources().files())
                .map(Path::toString)
                .containsExactly(
                        "etc/p.yaml", "etc/conf.d/10.yaml", "etc/conf.d/20.yaml", "etc/more.yaml");
    }

    @Test
    void namesTheFileOfAProblem() {
        var disk =
                new MemoryDisk()
                        .with("etc/p.yaml", "appliance:\n  include: [a.yaml, '?.yaml']\n")
                        .with("etc/a.yaml", "appliance: {}\nsecurityGroups: [{name: web-out}]")
                        .with("etc/b.yaml", "securityGroups: [{name: web-out}]");

        assertThat(rejected(read(disk)))
                .containsExactly(
                        "etc/a.yaml:1:1: /appliance: `appliance` belongs into the main file,"
                                + " etc/p.yaml",
                        "etc/b.yaml:1:25: /securityGroups/0/name: the name `web-out` is taken by"
                                + " the one at etc/a.yaml:2:25");
    }

    @Test
    void namesWhatElseIsWrongBesideAnIncludeThatCannotBeRead() {
        var disk =
                new MemoryDisk()
                        .with("etc/p.yaml", "appliance: {include: [none.yaml], admn: here}\n");

        assertThat(rejected(read(disk)))
                .hasSize(2)
                .anyMatch(line -> line.contains("`etc/none.yaml` does not exist"))
                .anyMatch(line -> line.contains("unknown key `admn`; did you mean `admin`?"));
    }

    @Test
    void namesIncludesThatCannotBeRead() {
        var disk =
                new MemoryDisk()
                        .with(
                                "etc/p.yaml",
                                "appliance:\n"
                                        + "  include: [none.yaml, none/*.yaml, n*/a.yaml, p.yaml/*,"
                                        + " bad.yaml]\n")
                        .with("etc/bad.yaml", "endpoints: [");
        var result = read(disk);

        assertThat(rejected(result))
                .containsExactly(
                        "etc/p.yaml:2:13: /appliance/include/0: `etc/none.yaml` does not exist",
                        "etc/p.yaml:2:24: /appliance/include/1: `etc/none` does not exist",
                        "etc/p.yaml:2:37: /appliance/include/2: only the last part of a path may be"
                                + " a pattern with * or ?",
                        "etc/p.yaml:2:48: /appliance/include/3: `etc/p.yaml` is not a directory",
                        "etc/bad.yaml:1:13: /: this is not YAML: while parsing a flow node:"
                                + " expected the node content, but found '<stream end>'");
        assertThat(result.sources().files())
                .contains(Path.of("etc/none.yaml"), Path.of("etc/bad.yaml"));
    }

    @Test
    void hashesWhatWasRead() {
        var hash = loaded(read(SEED)).configuration().revisionHash();

        assertThat(hash).matches("[0-9a-f]{12}");
        assertThat(loaded(read(SEED)).configuration().revisionHash()).isEqualTo(hash);
        assertThat(loaded(read(SEED + "\n")).configuration().revisionHash()).isNotEqualTo(hash);
    }

    @Test
    void putsEndpointsOfADeviceAtItsAddresses() {
        var disk = new MemoryDisk().with("etc/p.yaml", SEED.replace("[10.9.0.10]", "[eth1]"));
        var host = new Host(Map.of("eth1", List.of(ip("10.9.0.77"))));
        var snapshot =
                loaded(
                        new ConfigReader(Path.of("etc/p.yaml"), disk)
                                .read(Circumstances.first(host)));

        assertThat(snapshot.catalog().find(ip("10.9.0.77"), 80)).isInstanceOf(Lookup.Found.class);
    }

    @Test
    void warnsAndLoadsAllTheSame() {
        var result = read(SEED.replace("    securityGroups: [app-in]\n", ""));

        assertThat(result).isInstanceOf(Loaded.class);
        assertThat(result.problems()).hasSize(2).allMatch(Problem::isWarning);
    }
}
