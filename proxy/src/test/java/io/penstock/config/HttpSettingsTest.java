package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.X509Bundle;
import io.penstock.config.ConfigResult.Loaded;
import io.penstock.config.yaml.Problem;
import io.penstock.config.yaml.Problem.Severity;
import io.penstock.resource.Credentials;
import io.penstock.resource.Endpoint;
import io.penstock.resource.EndpointTls;
import io.penstock.resource.EndpointTls.ClientAuth;
import io.penstock.resource.Forwarding;
import io.penstock.resource.Host;
import io.penstock.resource.HttpLimits;
import io.penstock.resource.HttpNames;
import io.penstock.resource.HttpOptions;
import io.penstock.resource.HttpPool;
import io.penstock.resource.HttpTimeouts;
import io.penstock.resource.NameRule;
import io.penstock.resource.ResourceConfiguration.Group;
import io.penstock.resource.ResourceConfiguration.Single;
import io.penstock.resource.ResourceTls;
import io.penstock.resource.Trust;
import io.penstock.resource.UpstreamProtocol;
import io.penstock.snapshot.Circumstances;
import io.penstock.testing.Pki;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code options.http} and {@code options.tls} say, and what is wrong with them. */
class HttpSettingsTest {
    private static final Pki PKI = new Pki("Test Authority");
    private static final X509Bundle WEB = PKI.leaf("web.zigi.internal");
    private static final String OWNER = "222222222222";

    private static final String REST =
            """
            securityGroups:
              - {name: all, egress: [{ports: 1-65535, cidr: 10.0.0.0/8}], ingress: [{ports: 1-65535, cidr: 10.0.0.0/8}]}
            resourceGateways:
              - {name: gateway, securityGroups: [all]}
            resourceConfigurations:
              - name: web
                type: SINGLE
                resourceGateway: gateway
                portRanges: ["80"]
                resourceConfigurationDefinition: {dnsResource: {domainName: web.zigi.internal, ipAddressType: IPV4}}
                options: {RESOURCE}
            endpoints:
              - name: entry
                resourceConfiguration: web
                securityGroups: [all]
                addresses: [10.9.0.10]
                options: {ENDPOINT}
            """;

    private static String yaml(String resource, String endpoint) {
        return REST.replace("name: web\n", "name: web-site\n")
                .replace("Configuration: web\n", "Configuration: web-site\n")
                .replace("RESOURCE", resource)
                .replace("ENDPOINT", endpoint);
    }

    private static MemoryDisk disk(String yaml) {
        return new MemoryDisk()
                .with("etc/p.yaml", yaml)
                .with("etc/ca.pem", PKI.pem())
                .with("etc/tls/web.pem", WEB.getCertificatePathPEM())
                .with("etc/tls/web.key", WEB.getPrivateKeyPEM())
                .with("etc/other.key", PKI.leaf("other").getPrivateKeyPEM())
                .with("etc/nothing.pem", "hello\n");
    }

    private static ConfigResult read(MemoryDisk disk) {
        return read(disk, Instant.now());
    }

    private static ConfigResult read(MemoryDisk disk, Instant now) {
        return new ConfigReader(Path.of("etc/p.yaml"), disk, InstantSource.fixed(now))
                .read(Circumstances.first(Host.UNKNOWN));
    }

    private static List<String> messages(ConfigResult result) {
        return result.problems().stream()
                .map(problem -> problem.severity() + " " + problem.message())
                .toList();
    }

    private static Loaded loaded(ConfigResult result) {
        assertThat(result.problems()).map(Problem::toString).isEmpty();
        return (Loaded) result;
    }

    private static Optional<HttpOptions> http(String resource) {
        var configuration = loaded(read(disk(yaml(resource, "")))).snapshot().configuration();
        return ((Single) configuration.configurations().getFirst()).options().http();
    }

    private static Endpoint endpoint(ConfigResult result) {
        return loaded(result).snapshot().configuration().endpoints().getFirst();
    }

    private static Credentials web() {
        return new Credentials(WEB.getCertificatePathList(), WEB.getKeyPair().getPrivate());
    }

    @Test
    void hasDefaultsForEverythingThatIsNotSaid() {
        assertThat(http("")).isEmpty();
        assertThat(http("applicationProtocol: TCP")).isEmpty();
        assertThat(http("applicationProtocol: HTTP")).hasValue(HttpOptions.DEFAULT);
        assertThat(http("applicationProtocol: HTTP, http: {}")).hasValue(HttpOptions.DEFAULT);
    }

    @Test
    void readsEveryOptionOfAResource() {
        var read =
                http(
                        "applicationProtocol: HTTP, http: {host: PRESERVE, location: REWRITE, cookieDomain: REWRITE, forwarded: OFF, protocol: AUTO,"
                                + " tls: {ca: ca.pem, serverName: Web.example, clientCert: tls/web.pem, clientKey: tls/web.key},"
                                + " timeouts: {head: 1s, bodyIdle: 2s, response: 3s, request: 4s},"
                                + " limits: {headerBytes: 8KiB, headers: 50, uriBytes: 1KiB, streams: 7},"
                                + " pool: {connections: 5, idle: 6s, maxAge: 7s}, retries: false}");

        assertThat(read)
                .hasValue(
                        new HttpOptions(
                                new HttpNames(
                                        NameRule.PRESERVE, NameRule.REWRITE, NameRule.REWRITE),
                                Forwarding.OFF,
                                UpstreamProtocol.AUTO,
                                Optional.of(
                                        new ResourceTls(
                                                new Trust.Authorities(
                                                        List.of(WEB.getRootCertificate())),
                                                Optional.of("web.example"),
                                                Optional.of(web()))),
                                new HttpTimeouts(
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(3),
                                        Optional.of(Duration.ofSeconds(4))),
                                new HttpLimits(8192, 50, 1024, 7),
                                new HttpPool(5, Duration.ofSeconds(6), Duration.ofSeconds(7)),
                                false));
    }

    @Test
    void aChildHasItsGroupsOptionsAndMayUndoThem() {
        var yaml =
                """
                securityGroups:
                  - {name: all, egress: [{ports: 1-65535, cidr: 10.0.0.0/8}], ingress: [{ports: 1-65535, cidr: 10.0.0.0/8}]}
                resourceGateways:
                  - {name: gateway, securityGroups: [all]}
                resourceConfigurations:
                  - {name: services, type: GROUP, resourceGateway: gateway, portRanges: ["80"],
                     options: {applicationProtocol: HTTP, http: {host: PRESERVE, tls: {ca: ca.pem}}}}
                  - {name: first, type: CHILD, resourceConfigurationGroup: services,
                     resourceConfigurationDefinition: {ipResource: {ipAddress: 10.0.0.1}}}
                  - {name: second, type: CHILD, resourceConfigurationGroup: services,
                     resourceConfigurationDefinition: {ipResource: {ipAddress: 10.0.0.2}},
                     options: {http: {tls: {enabled: false}}}}
                  - {name: third, type: CHILD, resourceConfigurationGroup: services,
                     resourceConfigurationDefinition: {ipResource: {ipAddress: 10.0.0.3}},
                     options: {applicationProtocol: TCP}}
                endpoints:
                  - {name: entry, resourceConfiguration: services, securityGroups: [all],
                     options: {childAddresses: {first: [10.9.0.1], second: [10.9.0.2], third: [10.9.0.3]}}}
                """;
        var configurations = loaded(read(disk(yaml))).snapshot().configuration().configurations();
        var group =
                configurations.stream()
                        .filter(Group.class::isInstance)
                        .map(Group.class::cast)
                        .findFirst()
                        .orElseThrow();
        var children = group.children();

        assertThat(children.get(0).options().http()).isEqualTo(group.options().http());
        assertThat(children.get(1).options().http().orElseThrow().tls()).isEmpty();
        assertThat(children.get(1).options().http().orElseThrow().names().host())
                .isEqualTo(NameRule.PRESERVE);
        assertThat(children.get(2).options().http()).isEmpty();

        var ended =
                yaml.replace(
                        "{childAddresses",
                        "{tls: {certificate: tls/web.pem, key: tls/web.key}, childAddresses");
        assertThat(messages(read(disk(ended))))
                .containsExactly(
                        "ERROR `tls` goes with `applicationProtocol: HTTP`, which `third` does not have: there TLS"
                                + " passes through to the resource, untouched; leave it out");
    }

    @Test
    void readsTlsOfAnEndpoint() {
        var files = "certificate: tls/web.pem, key: tls/web.key";
        var http = "applicationProtocol: HTTP";
        assertThat(endpoint(read(disk(yaml(http, "tls: {" + files + "}")))).options().tls())
                .hasValue(
                        new EndpointTls(web(), new ClientAuth.None(), EndpointTls.Version.TLS1_2));
        var asked = "tls: {" + files + ", clientCa: ca.pem, minVersion: TLS1_3";
        var authorities = List.of(WEB.getRootCertificate());
        assertThat(endpoint(read(disk(yaml(http, asked + "}")))).options().tls())
                .hasValue(
                        new EndpointTls(
                                web(),
                                new ClientAuth.Asked(authorities, true),
                                EndpointTls.Version.TLS1_3));
        assertThat(
                        endpoint(read(disk(yaml(http, asked + ", clientAuth: OPTIONAL}"))))
                                .options()
                                .tls()
                                .orElseThrow()
                                .clients())
                .isEqualTo(new ClientAuth.Asked(authorities, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http: {host: REWRITE} | | `http` goes with `applicationProtocol: HTTP`; add that",
                "applicationProtocol: HTTP, http: {protocol: AUTO} | | AUTO is agreed on in the TLS handshake",
                "applicationProtocol: HTTP, http: {limits: {headerBytes: 1KiB, uriBytes: 2KiB}} | | is more than `headerBytes` (1024), of which it is a part",
                "applicationProtocol: HTTP, http: {limits: {headerBytes: 1MiB}} | | `1MiB` is out of bounds",
                "applicationProtocol: HTTP, proxyProtocol: {version: V2} | | `proxyProtocol` does not go with `applicationProtocol: HTTP`",
                "applicationProtocol: HTTP, http: {tls: {ca: missing.pem}} | | `etc/missing.pem` does not exist",
                "applicationProtocol: HTTP, http: {tls: {ca: nothing.pem}} | | `nothing.pem` holds no certificate",
                "applicationProtocol: HTTP, http: {tls: {clientCert: tls/web.pem}} | | `clientKey` is missing",
                "applicationProtocol: HTTP | tls: {certificate: tls/web.pem} | `key` is missing",
                "applicationProtocol: HTTP | tls: {certificate: tls/web.pem, key: tls/web.pem} | `tls/web.pem` holds no private key",
                "applicationProtocol: HTTP | tls: {certificate: tls/web.pem, key: other.key} | is not the key of the first certificate in `certificate` (CN=web.zigi.internal)",
                "applicationProtocol: HTTP | tls: {certificate: tls/web.pem, key: tls/web.key, clientAuth: REQUIRED} | `clientAuth` needs `clientCa`",
                "applicationProtocol: TCP | tls: {certificate: tls/web.pem, key: tls/web.key} | `tls` goes with `applicationProtocol: HTTP`, which `web-site` does not have",
            })
    void tellsWhatIsWrong(String resource, String endpoint, String message) {
        assertThat(messages(read(disk(yaml(resource, endpoint == null ? "" : endpoint)))))
                .singleElement()
                .asString()
                .startsWith("ERROR " + message);
    }

    @Test
    void aServiceNeedsTheNameThatItsCertificateMustHave() {
        var service =
                yaml("applicationProtocol: HTTP, http: {tls: {}}", "")
                        .replace("Name: web.zigi", "Name: _http._tcp.zigi");

        assertThat(messages(read(disk(service))))
                .singleElement()
                .asString()
                .contains("`_http._tcp.zigi.internal` is a service (SRV)", "`serverName`");
        loaded(read(disk(service.replace("{tls: {}}", "{tls: {serverName: web.example}}"))));
    }

    @Test
    void warnsOfACertificateWhoseTimeIsNear() {
        var text =
                yaml(
                        "applicationProtocol: HTTP",
                        "tls: {certificate: tls/web.pem, key: tls/web.key}");
        var end = WEB.getCertificate().getNotAfter().toInstant();
        var begin = WEB.getCertificate().getNotBefore().toInstant();

        assertThat(messages(read(disk(text), end.minus(Duration.ofDays(20))))).isEmpty();
        assertThat(messages(read(disk(text), end.minus(Duration.ofDays(5)))))
                .singleElement()
                .asString()
                .startsWith("WARNING the certificate CN=web.zigi.internal expires at ")
                .endsWith(", in 5 days; renew it");
        assertThat(messages(read(disk(text), end.plusSeconds(1))))
                .singleElement()
                .asString()
                .startsWith("WARNING the certificate CN=web.zigi.internal expired at ");
        assertThat(messages(read(disk(text), begin.minusSeconds(1))))
                .singleElement()
                .asString()
                .startsWith("WARNING the certificate CN=web.zigi.internal is not valid before ");
    }

    @Test
    void certificatesAreComparedByContentAndWatched() {
        var text =
                yaml(
                        "applicationProtocol: HTTP",
                        "tls: {certificate: tls/web.pem, key: tls/web.key}");
        var first = read(disk(text));
        var renewed = PKI.leaf("web.zigi.internal");
        var second =
                read(
                        disk(text)
                                .with("etc/tls/web.pem", renewed.getCertificatePathPEM())
                                .with("etc/tls/web.key", renewed.getPrivateKeyPEM()));

        assertThat(endpoint(first)).isEqualTo(endpoint(read(disk(text))));
        assertThat(endpoint(first)).isNotEqualTo(endpoint(second));
        assertThat(((Loaded) first).snapshot().configuration().revisionHash())
                .isNotEqualTo(((Loaded) second).snapshot().configuration().revisionHash());
        assertThat(first.sources().files())
                .containsExactly(
                        Path.of("etc/p.yaml"),
                        Path.of("etc/tls/web.pem"),
                        Path.of("etc/tls/web.key"));
        assertThat(endpoint(first).options().tls())
                .hasToString(
                        "Optional[EndpointTls[credentials=CN=web.zigi.internal, clients=None[],"
                                + " minimum=TLS1_2]]"); // and nothing of the key
    }

    private static String bound(String certificate, String key) {
        return yaml("applicationProtocol: HTTP", "tls: {certificate: %s, key: %s}")
                .formatted(certificate, key);
    }

    private static String main(String grant) {
        return """
        appliance:
          include: [{path: tenants/one.yaml, owner: "222222222222"}]
          grants: [{owner: "222222222222", cidrs: [10.0.0.0/8], addresses: [10.9.0.0/16]%s}]
        """
                .formatted(grant);
    }

    private static List<String> asTenant(String grant, String certificate, String key) {
        return messages(
                read(
                        disk(main(grant))
                                .with("etc/tenants/one.yaml", bound(certificate, key))
                                .with("etc/tenants/own.pem", WEB.getCertificatePathPEM())
                                .with("etc/tenants/own.key", WEB.getPrivateKeyPEM())));
    }

    @Test
    void whoIsBoundNamesFilesOfHisOwnDirectoryOrGrantedOnes() {
        assertThat(asTenant("", "own.pem", "own.key")).isEmpty();
        assertThat(asTenant("", "own.pem", "../tls/web.key"))
                .containsExactly(
                        "ERROR `../tls/web.key` lies outside the directory of this file, which is bound to account "
                                + OWNER
                                + ", and is not granted to it; move it there, or let `files` of a grant name it");
        assertThat(asTenant(", files: [tls]", "../tls/web.pem", "../tls/web.key")).isEmpty();
        assertThat(asTenant(", files: [tls/web.key]", "own.pem", "../tls/web.key")).isEmpty();
        assertThat(asTenant(", files: [tls/web]", "own.pem", "../tls/web.key")).hasSize(1);
        // Not a word on whether there is such a file.
        assertThat(asTenant("", "own.pem", "../tls/missing.key"))
                .containsExactly(
                        asTenant("", "own.pem", "../tls/web.key")
                                .getFirst()
                                .replace("web.key", "missing.key"));
    }

    @Test
    void aSymbolicLinkLeadsNobodyOut(@TempDir Path directory) throws IOException {
        var tenants = Files.createDirectories(directory.resolve("tenants"));
        Pki.write(directory, "operator", WEB);
        Pki.write(Files.createDirectory(tenants.resolve("data")), "own", WEB);
        Files.createSymbolicLink(tenants.resolve("own.pem"), Path.of("data/own.pem"));
        Files.createSymbolicLink(tenants.resolve("own.key"), Path.of("data/own.key"));
        Files.createSymbolicLink(tenants.resolve("theirs.key"), Path.of("../operator.key"));
        Files.writeString(directory.resolve("p.yaml"), main(""));

        Files.writeString(tenants.resolve("one.yaml"), bound("own.pem", "own.key"));
        assertThat(onDisk(directory)).isEmpty();
        Files.writeString(tenants.resolve("one.yaml"), bound("own.pem", "theirs.key"));
        assertThat(onDisk(directory))
                .singleElement()
                .asString()
                .startsWith("ERROR `theirs.key` lies outside the directory of this file");
    }

    private static List<String> onDisk(Path directory) {
        return new ConfigReader(directory.resolve("p.yaml"))
                .read(Circumstances.first(Host.UNKNOWN)).problems().stream()
                        .filter(problem -> problem.severity() != Severity.NOTE)
                        .map(problem -> problem.severity() + " " + problem.message())
                        .toList();
    }
}
