package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigResult.Loaded;
import io.penstock.config.ConfigResult.Rejected;
import io.penstock.config.yaml.Problem;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.resource.Definition;
import io.penstock.resource.Host;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceConfiguration.Arn;
import io.penstock.resource.ResourceConfiguration.Child;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Snapshot;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArnsTest {
    private static final String ARN = "arn:aws:rds:eu-west-1:111122223333:cluster:db";

    private static final String CLUSTER =
            """
            table:
              - arn: "%s"
                targets:
                  - {role: WRITER, domainName: DB.cluster-x.rds.example., port: 5432}
                  - {role: READER, domainName: db.cluster-ro-x.rds.example, port: 5433}
                  - {role: READER, domainName: other.cluster-ro-x.rds.example, port: 5433}
            """
                    .formatted(ARN);

    private static final String OBJECTS =
            """
            securityGroups:
              - {name: out, egress: [{ports: 1-65535, cidr: 10.0.0.0/8}]}
              - {name: app-in, ingress: [{ports: 1-65535, cidr: 10.0.0.0/8}]}
            resourceGateways: [{name: zigi-rgw, ipAddressType: IPV4, securityGroups: [out]}]
            resourceConfigurations:
              - name: my-db
                type: ARN
                resourceGateway: zigi-rgw
                resourceConfigurationDefinition: {arnResource: {arn: "%s"}}
                sharedWith: ["111122223333"]
                options: {idleTimeout: 10m}
            endpoints:
              - {name: entry, resourceConfiguration: my-db, securityGroups: [app-in], addresses: [10.9.0.10]}
            """
                    .formatted(ARN);

    private static final String WITH_FILE = "appliance: {arns: {file: arns.yaml}}\n" + OBJECTS;

    private static ConfigResult read(MemoryDisk disk) {
        return new ConfigReader(Path.of("etc/p.yaml"), disk)
                .read(Circumstances.first(Host.UNKNOWN));
    }

    private static ConfigResult read(String arns) {
        return read(new MemoryDisk().with("etc/p.yaml", WITH_FILE).with("etc/arns.yaml", arns));
    }

    private static Snapshot loaded(ConfigResult result) {
        assertThat(result.problems())
                .filteredOn(problem -> problem.severity() != Problem.Severity.NOTE)
                .map(Problem::toString)
                .isEmpty();
        return ((Loaded) result).snapshot();
    }

    private static List<String> rejected(ConfigResult result) {
        assertThat(result).isInstanceOf(Rejected.class);
        return result.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void makeAChildOfEachTargetAsTheOriginalDoes() {
        var configurations = loaded(read(CLUSTER)).configuration().configurations();
        var arn = (Arn) configurations.getFirst();

        assertThat(configurations)
                .extracting(it -> it.identity().reference())
                .containsExactly(
                        "000000000000/my-db",
                        "000000000000/my-db-writer",
                        "000000000000/my-db-reader",
                        "000000000000/my-db-reader-2");
        assertThat(arn.children())
                .isEqualTo(configurations.subList(1, 4))
                .extracting(Child::label)
                .containsExactly("writer", "reader", "reader-2");
        var writer = arn.children().getFirst();
        assertThat(writer.ports()).isEqualTo(Ports.of(PortRange.of(5432)));
        assertThat(writer.definition())
                .isEqualTo(new Definition.Dns("db.cluster-x.rds.example", IpAddressType.IPV4));
        assertThat(writer.customDomainName()).contains("db.cluster-x.rds.example");
        assertThat(writer.gateway()).isEqualTo(arn.gateway());
        assertThat(writer.sharedWith()).isEqualTo(arn.sharedWith()).isNotEmpty();
        assertThat(writer.options()).isEqualTo(arn.options());
        assertThat(writer.options().timeouts().idle()).hasMinutes(10);
    }

    @Test
    void giveEachChildANameInTheZoneAndAPort() {
        var snapshot = loaded(read(CLUSTER));

        for (var child : List.of("writer", "reader", "reader-2")) {
            var named = snapshot.names().find(child + ".entry.penstock.internal").orElseThrow();
            assertThat(named.exposures())
                    .singleElement()
                    .satisfies(exposure ->
                            assertThat(exposure.resource().name()).isEqualTo("my-db-" + child));
        }
    }

    @Test
    void comeFromATableAsWellAsFromAFileInYamlOrJson() {
        var table = CLUSTER.indent(4).replace("\n    ", "\n        ");
        var inline = "appliance:\n  arns:\n" + table + OBJECTS;
        var json =
                """
                {"table": [{"arn": "%s", "targets":
                  [{"role": "WRITER", "domainName": "db.cluster-x.rds.example", "port": 5432}]}]}
                """
                        .formatted(ARN);

        assertThat(children(read(new MemoryDisk().with("etc/p.yaml", inline))))
                .isEqualTo(children(read(CLUSTER)))
                .hasSize(3);
        assertThat(children(read(json))).isEqualTo(children(read(CLUSTER)).subList(0, 1));
    }

    private static List<Child> children(ConfigResult result) {
        return loaded(result).configuration().configurations().stream()
                .flatMap(it ->
                        it instanceof ResourceConfiguration.Arn arn
                                ? arn.children().stream()
                                : null)
                .toList();
    }

    @Test
    void keepTheNamesOfChildrenWhenOneMoreComes() {
        var one = CLUSTER.substring(0, CLUSTER.lastIndexOf("      - {role"));

        assertThat(children(read(CLUSTER)).subList(0, 2)).isEqualTo(children(read(one)));
    }

    @Test
    void areAFileThatIsWatchedAndCounts() {
        var first = read(CLUSTER);
        var second = read(CLUSTER.replace("5433", "5434"));

        assertThat(first.sources().files())
                .containsExactly(Path.of("etc/p.yaml"), Path.of("etc/arns.yaml"));
        assertThat(loaded(first).configuration().revisionHash())
                .isNotEqualTo(loaded(second).configuration().revisionHash());
    }

    @Test
    void inAFileThatCannotBeReadAreOneProblemAndNoGuessesFromIt() {
        var absent = read(new MemoryDisk().with("etc/p.yaml", WITH_FILE));

        assertThat(rejected(absent))
                .containsExactly(
                        "etc/p.yaml:1:26: /appliance/arns/file: `etc/arns.yaml` does not exist");
        assertThat(absent.sources().files()).contains(Path.of("etc/arns.yaml"));
        assertThat(rejected(read("")))
                .containsExactly("etc/arns.yaml: is empty; it needs at least `table`");
        assertThat(rejected(read("table: [")))
                .singleElement()
                .asString()
                .startsWith("etc/arns.yaml:1:9: /: this is not YAML: ");
        assertThat(rejected(read("tables: []\n")))
                .containsExactly(
                        "etc/arns.yaml:1:1: /tables: unknown key `tables`; did you mean `table`?",
                        "etc/arns.yaml:1:1: /: `table` is missing; for example `table: []`");
        assertThat(rejected(read("table: []\n")))
                .singleElement()
                .asString()
                .contains("nothing says what `" + ARN + "` stands for")
                .contains("add to the `table` in arns.yaml: `{arn: \"" + ARN + "\", targets: [");
    }

    @Test
    void withMistakesInTheFileAreAllNamedThere() {
        assertThat(rejected(read(CLUSTER.replace("WRITER", "MASTER").replace("5433", "0"))))
                .containsExactly(
                        "etc/arns.yaml:4:16: /table/0/targets/0/role: `MASTER` is none of WRITER,"
                                + " READER",
                        "etc/arns.yaml:5:71: /table/0/targets/1/port: `0` is not a whole number"
                                + " from 1 to 65535",
                        "etc/arns.yaml:6:74: /table/0/targets/2/port: `0` is not a whole number"
                                + " from 1 to 65535");
    }

    @Test
    void mayLoseAChildThatHasAnAddressOfItsOwn() {
        var own = "addresses: [10.9.0.10], options: {childAddresses: {reader-2: [10.9.0.11]}}";
        var yaml = WITH_FILE.replace("addresses: [10.9.0.10]", own);
        var one = CLUSTER.substring(0, CLUSTER.lastIndexOf("      - {role"));
        var disk = new MemoryDisk().with("etc/p.yaml", yaml);

        assertThat(read(disk.with("etc/arns.yaml", CLUSTER)).problems()).isEmpty();
        assertThat(read(disk.with("etc/arns.yaml", one)))
                .isInstanceOfSatisfying(
                        Loaded.class,
                        loaded ->
                                assertThat(loaded.problems())
                                        .singleElement()
                                        .asString()
                                        .contains("warning: `my-db` has no child `reader-2`; it"));
        assertThat(rejected(read(disk.with("etc/arns.yaml", "table: [}"))))
                .singleElement()
                .asString()
                .startsWith("etc/arns.yaml:1:9: ");
    }
}
