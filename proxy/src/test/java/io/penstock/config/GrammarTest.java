package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.penstock.config.yaml.Document;
import io.penstock.config.yaml.Keys;
import io.penstock.config.yaml.Node;
import io.penstock.config.yaml.Problem;
import io.penstock.config.yaml.Problems;
import io.penstock.net.Ip;
import io.penstock.policy.Verdict;
import io.penstock.resource.Host;
import io.penstock.resource.Lookup;
import io.penstock.snapshot.Circumstances;
import io.penstock.testing.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader, the JSON Schema and the files in {@code conf/} know the same keys. */
class GrammarTest {
    private static final Pki PKI = new Pki("Test Authority");

    private static final Path CONF =
            Path.of(Objects.requireNonNull(System.getProperty("penstock.home")), "conf");

    private static final Set<String> LISTS =
            Set.of(
                    "securityGroups",
                    "egress",
                    "ingress",
                    "resourceGateways",
                    "resourceConfigurations",
                    "portMappings",
                    "verifiedDomains",
                    "table",
                    "targets",
                    "grants",
                    "endpoints");

    private static Node document(String name, String text) {
        var problems = new Problems();
        var node = new Document(name, problems).read(text.getBytes(StandardCharsets.UTF_8));
        assertThat(problems.all()).isEmpty();
        return node.orElseThrow();
    }

    private static String conf(String name) throws IOException {
        return Files.readString(CONF.resolve(name));
    }

    /** The reference with every key that is switched off switched on. */
    private static String everyKey() throws IOException {
        return conf("penstock.yaml").replaceAll("(?m)^( *)#(?=[a-zA-Z])", "$1");
    }

    /** {@code appliance}, {@code appliance.dns} and so on. */
    private static Set<String> declared() {
        var paths = new TreeSet<String>();
        declared("", Grammar.ROOT, paths);
        return paths;
    }

    private static void declared(String way, Keys keys, Set<String> paths) {
        for (var name : keys.names()) {
            paths.add(way + name);
            declared(way + name + ".", keys.below(name), paths);
        }
    }

    private static void written(String way, Node node, Set<String> paths) {
        switch (node) {
            case Node.Mapping mapping ->
                    mapping.entries()
                            .forEach((key, entry) -> {
                                paths.add(way + key);
                                written(way + key + ".", entry.value(), paths);
                            });
            case Node.Sequence list -> list.items().forEach(item -> written(way, item, paths));
            case Node.Scalar _, Node.Empty _ -> {}
        }
    }

    /**
     * Below an object its {@code properties}; below everything else whatever describes its values.
     */
    private static void described(String way, Node schema, Node definitions, Set<String> paths) {
        switch (schema) {
            case Node.Mapping mapping ->
                    mapping.entries()
                            .forEach((key, entry) -> {
                                switch (key) {
                                    case "properties" ->
                                            properties(way, entry.value(), definitions, paths);
                                    case "items", "anyOf" ->
                                            described(way, entry.value(), definitions, paths);
                                    case "$ref" ->
                                            described(
                                                    way,
                                                    definition(entry.value(), definitions),
                                                    definitions,
                                                    paths);
                                    default -> {}
                                }
                            });
            case Node.Sequence list ->
                    list.items().forEach(item -> described(way, item, definitions, paths));
            case Node.Scalar _, Node.Empty _ -> {}
        }
    }

    private static void properties(
            String way, Node properties, Node definitions, Set<String> paths) {
        ((Node.Mapping) properties)
                .entries()
                .forEach((name, entry) -> {
                    paths.add(way + name);
                    described(way + name + ".", entry.value(), definitions, paths);
                });
    }

    private static Node definition(Node reference, Node definitions) {
        var name = ((Node.Scalar) reference).text().replace("#/$defs/", "");
        return get(definitions, name);
    }

    private static Node get(Node node, String key) {
        return Objects.requireNonNull(((Node.Mapping) node).entries().get(key), key).value();
    }

    @Test
    void theSchemaKnowsTheKeysOfTheReader() throws IOException {
        var schema = document("penstock.schema.json", conf("penstock.schema.json"));
        var paths = new TreeSet<String>();
        described("", schema, get(schema, "$defs"), paths);

        assertThat(paths).isEqualTo(declared());
    }

    @Test
    void theReferenceNamesEveryKeyOfTheReader() throws IOException {
        var paths = new TreeSet<String>();
        written("", document("penstock.yaml", everyKey()), paths);
        paths.removeIf(path -> !declared().contains(path)); // keys that the user chooses

        assertThat(paths).isEqualTo(declared());
    }

    @Test
    void theReferenceIsValidWithEverythingThatIsServed() throws IOException {
        var disk =
                new MemoryDisk()
                        .with("p.yaml", everyKey())
                        .with("conf.d/more.yaml", "endpoints: []")
                        .with("tenants/one.yaml", "endpoints: []")
                        .with("arns.yaml", "table: []");
        for (var name : List.of("server", "client")) {
            var made = PKI.leaf(name);
            disk.with(name + ".pem", made.getCertificatePathPEM())
                    .with(name + ".key", made.getPrivateKeyPEM());
        }
        disk.with("ca.pem", PKI.pem()).with("clients.pem", PKI.pem());
        var problems =
                new ConfigReader(Path.of("p.yaml"), disk)
                        .read(Circumstances.first(Host.UNKNOWN))
                        .problems();

        assertThat(problems)
                .map(Problem::message)
                .containsExactly(
                        "has `table` and `file`; leave out one of them",
                        "has [arnResource, cidrResource, dnsResource, ipResource]; it needs exactly"
                                + " one of [dnsResource, ipResource]",
                        "`groupDomain` does not go with type SINGLE",
                        "an HTTP check cannot be bound to the `interface` of the gateway"
                                + " `zigi-rgw`; write `protocol: TCP`",
                        "`http` goes with `applicationProtocol: HTTP`; add that",
                        "`dnsDomains` goes with type CIDR; `appliance.dns.forward` asks other"
                                + " servers",
                        "`resourceConfigurationGroup` does not go with type SINGLE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"penstock.yaml", "demo.yaml"})
    void aFileInConfIsValid(String name) throws IOException {
        var result = new ConfigReader(CONF.resolve(name)).read(Circumstances.first(Host.UNKNOWN));

        assertThat(result.problems()).map(Problem::toString).isEmpty();
        assertThat(conf(name)).startsWith("# yaml-language-server: $schema=penstock.schema.json\n");
    }

    static Stream<String> examples() throws IOException {
        try (var files = Files.list(CONF.resolve("examples"))) {
            return files.map(file -> "examples/" + file.getFileName()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsValidAndTheSchemaTakesIt(String name) throws IOException {
        var result = new ConfigReader(CONF.resolve(name)).read(Circumstances.first(Host.UNKNOWN));

        assertThat(result.problems())
                .filteredOn(problem -> problem.severity() != Problem.Severity.NOTE)
                .map(Problem::toString)
                .isEmpty();
        assertThat(violations(conf(name))).isEmpty();
        assertThat(conf(name))
                .startsWith("# yaml-language-server: $schema=../penstock.schema.json\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"penstock.yaml", "demo.yaml"})
    void theSchemaTakesAFileInConf(String name) throws IOException {
        assertThat(violations(conf(name))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "endpoint: []",
                "appliance: {account: 1}",
                "appliance: {dns: {zone: x}}",
                "appliance: {drain: {delay: 5}}",
                "securityGroups: [{name: sg-web}]",
                "securityGroups: [{name: web-out, egress: [{ports: 0, cidr: 10.0.0.0/8}]}]",
                "resourceGateways: [{name: zigi-rgw, ipAddressType: ipv4}]",
                "resourceConfigurations: [{name: zigi-web}]",
                "endpoints: [{name: zigi-endpoint, addresses: [10.9.0.10]}]",
            })
    void theSchemaRefusesWhatTheReaderRefuses(String yaml) throws IOException {
        var disk = new MemoryDisk().with("p.yaml", yaml);
        var result =
                new ConfigReader(Path.of("p.yaml"), disk).read(Circumstances.first(Host.UNKNOWN));

        assertThat(result).isInstanceOf(ConfigResult.Rejected.class);
        assertThat(violations(yaml)).isNotEmpty();
    }

    private static Set<String> violations(String yaml) throws IOException {
        var violations = new TreeSet<String>();
        JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(conf("penstock.schema.json"))
                .validate(yaml, InputFormat.YAML)
                .forEach(message -> violations.add(message.toString()));
        return violations;
    }

    static Stream<String> declaredKeys() {
        return declared().stream();
    }

    /** Nothing that a user may write is ignored: nonsense under any key is told. */
    @ParameterizedTest
    @MethodSource("declaredKeys")
    void theReaderLooksAtEveryKey(String path) {
        var disk = new MemoryDisk().with("p.yaml", nonsenseAt(path));
        var problems =
                new ConfigReader(Path.of("p.yaml"), disk)
                        .read(Circumstances.first(Host.UNKNOWN))
                        .problems();

        var pointer = "/" + path.replace('.', '/');
        assertThat(problems)
                .anySatisfy(problem -> {
                    var where = problem.place().path().replaceAll("/[0-9]+", "");
                    assertThat(where).startsWith(pointer);
                });
    }

    private static String nonsenseAt(String path) {
        var text = "{zz: {zz: zz}}";
        var steps = path.split("\\.", -1);
        for (int i = steps.length - 1; i >= 0; i--) {
            boolean last = i == steps.length - 1;
            var type =
                    steps[i].equals("resourceConfigurations") && !last && !path.endsWith("type")
                            ? "type: " + typeFor(path) + ", "
                            : "";
            var inside = last ? text : "{" + type + text + "}";
            text = steps[i] + ": " + (LISTS.contains(steps[i]) ? "[" + inside + "]" : inside);
        }
        return text;
    }

    private static Type typeFor(String path) {
        return path.contains("arnResource")
                ? Type.ARN
                : path.contains("cidrResource") ? Type.CIDR : Type.SINGLE;
    }

    @Test
    void theDemoLetsClientsThroughToTheSampleAlone() {
        var result =
                new ConfigReader(CONF.resolve("demo.yaml")).read(Circumstances.first(Host.UNKNOWN));
        var snapshot = ((ConfigResult.Loaded) result).snapshot();
        var named = snapshot.names().find("zigi-endpoint.penstock.localhost").orElseThrow();
        var exposure = named.exposures().getFirst();

        assertThat(snapshot.catalog().find(Ip.parse("::1").orElseThrow(), 8080))
                .isEqualTo(new Lookup.Found(exposure));
        assertThat(exposure.options().targetPort(8080)).isEqualTo(18080);
        var egress = snapshot.egress(exposure.gateway());
        assertThat(egress.decide(Ip.parse("127.0.0.2").orElseThrow(), 18080))
                .isInstanceOf(Verdict.Allow.class);
        assertThat(egress.decide(Ip.parse("127.0.0.3").orElseThrow(), 18080))
                .isInstanceOf(Verdict.Deny.class);
        assertThat(exposure.gateway().dnsServers()).hasToString("[127.0.0.2:15354]");
    }
}
