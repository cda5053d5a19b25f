package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.yaml.Problem;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Host;
import io.penstock.snapshot.Circumstances;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a file may say that is bound to an owner, and what it may use. */
class OwnersTest {
    private static final String TEAM =
            """
            securityGroups:
              - {name: out, egress: [{ports: 80, cidr: 10.2.0.0/24}]}
              - {name: app-in, ingress: [{ports: 80, cidr: 10.9.0.0/16}]}
            resourceGateways:
              - name: gateway
                ipAddressType: IPV4
                securityGroups: [out]
                resourceConfigDnsResolution: IN_VPC
                options: {dnsServers: [10.2.0.2], sourceAddresses: [10.9.2.9]}
            resourceConfigurations:
              - {name: web, type: SINGLE, resourceGateway: gateway, portRanges: [80], resourceConfigurationDefinition: {ipResource: {ipAddress: 10.2.0.5}}}
            endpoints:
              - {name: entry, resourceConfiguration: web, securityGroups: [app-in], addresses: [10.9.2.10]}
            """;

    private static final String GRANT =
            "{owner: \"222222222222\", cidrs: [10.2.0.0/16], addresses: [10.9.2.0/24], dnsServers:"
                    + " [10.2.0.2]}";

    private static String main(String include, String grants) {
        return "appliance:\n  include: [" + include + "]\n  grants: [" + grants + "]\n";
    }

    private static final String BOUND = "{path: teams/*.yaml, owner: \"222222222222\"}";

    private static ConfigResult read(String main, String team) {
        var disk = new MemoryDisk().with("p.yaml", main).with("teams/a.yaml", team);
        return new ConfigReader(Path.of("p.yaml"), disk).read(Circumstances.first(Host.UNKNOWN));
    }

    private static List<String> problems(ConfigResult result) {
        return result.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void everythingInABoundFileIsItsOwners() {
        var result = read(main(BOUND, GRANT), TEAM);

        assertThat(problems(result)).isEmpty();
        var configuration = ((ConfigResult.Loaded) result).snapshot().configuration();
        assertThat(configuration.endpoints())
                .map(Endpoint::identity)
                .hasToString("[222222222222/entry]");
        assertThat(configuration.gateways().getFirst().identity().owner())
                .isEqualTo("222222222222");
    }

    @Test
    void anotherOwnerInABoundFileIsRefused() {
        var team =
                TEAM.replace("{name: entry,", "{name: entry, owner: \"000000000000\",")
                        .replace("{name: out,", "{name: out, owner: \"222222222222\",");

        assertThat(problems(read(main(BOUND, GRANT), team)))
                .containsExactly(
                        "teams/a.yaml:13:26: /endpoints/0/owner: this file is bound to account"
                                + " 222222222222 (p.yaml:2:20), so nothing in it has another owner;"
                                + " leave `owner` out");
    }

    @Test
    void aBoundFileUsesNothingThatIsNotGranted() {
        assertThat(problems(read(main(BOUND, ""), TEAM)))
                .containsExactly(
                        "teams/a.yaml:2:44: /securityGroups/0/egress/0/cidr: `10.2.0.0/24` is not"
                                + remedy("cidrs", "10.2.0.0/24"),
                        "teams/a.yaml:9:28: /resourceGateways/0/options/dnsServers/0: `10.2.0.2` is"
                                + " not"
                                + remedy("dnsServers", "10.2.0.2"),
                        "teams/a.yaml:9:57: /resourceGateways/0/options/sourceAddresses/0:"
                                + " `10.9.2.9` is not"
                                + remedy("addresses", "10.9.2.9"),
                        "teams/a.yaml:11:133:"
                                + " /resourceConfigurations/0/resourceConfigurationDefinition/ipResource/ipAddress:"
                                + " `10.2.0.5/32` is not"
                                + remedy("cidrs", "10.2.0.5/32"),
                        "teams/a.yaml:13:85: /endpoints/0/addresses/0: `10.9.2.10` is not"
                                + remedy("addresses", "10.9.2.10"));
    }

    private static String remedy(String key, String value) {
        return " granted to account 222222222222; write `appliance: {grants: [{owner:"
                + " \"222222222222\", "
                + key
                + ": [\""
                + value
                + "\"]}]}`";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cidr: 10.2.0.0/24 | cidr: 10.0.0.0/8 | `10.0.0.0/8` | cidrs",
                "cidr: 10.2.0.0/24 | cidr: 0.0.0.0/0 | `0.0.0.0/0` | cidrs",
                "addresses: [10.9.2.10] | addresses: [10.9.3.10] | `10.9.3.10` | addresses",
                "addresses: [10.9.2.10] | addresses: ['*'] | `*` | addresses",
                "addresses: [10.9.2.10] | addresses: [0.0.0.0] | `0.0.0.0` | addresses",
                "addresses: [10.9.2.10] | addresses: [eth1] | `eth1` | interfaces",
                "dnsServers: [10.2.0.2] | dnsServers: ['10.2.0.2:54'] | `10.2.0.2:54` | dnsServers",
            })
    void aGrantBoundsWhatABoundFileUses(String granted, String wanted, String shown, String key) {
        var problems = problems(read(main(BOUND, GRANT), TEAM.replace(granted, wanted)));

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("teams/a.yaml:")
                .contains(shown + " is not granted to account 222222222222; add `\"")
                .endsWith("` to `" + key + "` of the grant at p.yaml:3:12");
    }

    /** As a rule for everything opens no loopback and no metadata service. */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0/0, 10.2.0.0/24, true",
        "0.0.0.0/0, 127.0.0.1/32, false",
        "127.0.0.0/8, 127.0.0.1/32, true",
        "0.0.0.0/0, 169.254.169.254/32, false",
        "169.254.0.0/16, 169.254.169.254/32, false",
        "169.254.169.254/32, 169.254.169.254/32, true",
        "240.0.0.0/4, 255.255.255.255/32, false",
        "0.0.0.0/0, 10.0.0.254/32, false", // configured as a metadata service
    })
    void aGrantOfEverythingGrantsNothingSpecial(String granted, String rule, boolean fine) {
        var main =
                "appliance:\n  metadataAddresses: [10.0.0.254]\n  include: ["
                        + BOUND
                        + "]\n  grants: [{owner: \"222222222222\", cidrs: ["
                        + granted
                        + "]}]\n";
        var problems =
                problems(
                        read(
                                main,
                                "securityGroups: [{name: out, egress: [{ports: 80, cidr: "
                                        + rule
                                        + "}]}]\n"));

        assertThat(problems.stream().noneMatch(line -> line.contains("not granted")))
                .isEqualTo(fine);
    }

    @Test
    void aGroupThatOnlyReportsNeedsAGrantOfEverything() {
        var team =
                TEAM.replace(
                        "cidr: 10.2.0.0/24}]",
                        "cidr: 10.2.0.0/24}], options: {enforcement: REPORT}");

        assertThat(problems(read(main(BOUND, GRANT), team)))
                .containsExactly(
                        "teams/a.yaml:2:82: /securityGroups/0/options/enforcement: at the gateway"
                                + " `gateway` a group that only reports opens `0.0.0.0/0`, which is"
                                + " not granted to account 222222222222; add `\"0.0.0.0/0\"` to"
                                + " `cidrs` of the grant at p.yaml:3:12");
        var all = GRANT.replace("cidrs: [", "cidrs: [0.0.0.0/0, ");
        assertThat(problems(read(main(BOUND, all), team))).isEmpty();
    }

    @Test
    void everyAddressIsGrantedByAStar() {
        var grant = GRANT.replace("[10.9.2.0/24]", "[\"*\"]");

        assertThat(problems(read(main(BOUND, grant), TEAM))).isEmpty();
        var wide = TEAM.replace("addresses: [10.9.2.10]", "addresses: [\"*\"]");
        assertThat(problems(read(main(BOUND, grant), wide))).isEmpty();
    }

    @Test
    void aDeviceIsGrantedByItsName() {
        var team = TEAM.replace("addresses: [10.9.2.10]", "addresses: [eth1]");
        var grant = GRANT.replace("dnsServers:", "interfaces: [eth1], dnsServers:");

        assertThat(problems(read(main(BOUND, grant), team))).isEmpty();
    }

    @Test
    void whatTheOperatorWritesNeedsNoGrant() {
        var unbound = main("teams/*.yaml", "");

        assertThat(problems(read(unbound, TEAM))).isEmpty();
    }

    @Test
    void aFileHasOneBindingWhateverTheOrder() {
        var two =
                "p.yaml:2:%d: /appliance/include/1%s: `teams/a.yaml` is included at p.yaml:2:%d already, bound to %s; one of the two must not match it";

        assertThat(problems(read(main("teams/a.yaml, " + BOUND, GRANT), TEAM)))
                .contains(two.formatted(34, "/path", 13, "nobody"));
        assertThat(problems(read(main(BOUND + ", teams/a.yaml", GRANT), TEAM)))
                .contains(two.formatted(58, "", 20, "account 222222222222"));
    }

    @Test
    void aBoundIncludeNamesPathAndOwner() {
        assertThat(problems(read(main("{path: teams/a.yaml}", ""), TEAM)))
                .containsExactly(
                        "p.yaml:2:13: /appliance/include/0: `owner` is missing; for example `owner:"
                                + " \"222222222222\"`");
        assertThat(problems(read(main("{owner: \"222222222222\"}", ""), TEAM)))
                .containsExactly(
                        "p.yaml:2:13: /appliance/include/0: `path` is missing; for example `path:"
                                + " teams/*.yaml`");
    }

    @Test
    void aBoundFileHasNoAppliance() {
        assertThat(problems(read(main(BOUND, GRANT), "appliance: {}\n" + TEAM)))
                .containsExactly(
                        "teams/a.yaml:1:1: /appliance: `appliance` belongs into the main file,"
                                + " p.yaml");
    }

    @Test
    void aGrantIsOneForEachOwnerAndForSomebody() {
        assertThat(problems(read(main(BOUND, GRANT + ", " + GRANT), TEAM)))
                .singleElement()
                .asString()
                .contains("account 222222222222 has a grant at p.yaml:3:12 already; make them one");
        assertThat(problems(read(main("teams/*.yaml", GRANT), TEAM)))
                .singleElement()
                .asString()
                .contains("warning: no file is bound to account 222222222222");
    }
}
