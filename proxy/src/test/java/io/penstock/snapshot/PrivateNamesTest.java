package io.penstock.snapshot;

import static io.penstock.resource.IpAddressType.DUALSTACK;
import static io.penstock.resource.PrivateDns.Preference.ALL_DOMAINS;
import static io.penstock.resource.PrivateDns.Preference.SPECIFIED_DOMAINS_ONLY;
import static io.penstock.resource.PrivateDns.Preference.VERIFIED_DOMAINS_AND_SPECIFIED_DOMAINS;
import static io.penstock.resource.PrivateDns.Preference.VERIFIED_DOMAINS_ONLY;
import static io.penstock.resource.Sample.ACCOUNT;
import static io.penstock.resource.Sample.on;
import static io.penstock.resource.Sample.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.resource.Binding;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Definition;
import io.penstock.resource.Endpoint;
import io.penstock.resource.EndpointOptions;
import io.penstock.resource.Exposure;
import io.penstock.resource.Exposures;
import io.penstock.resource.Host;
import io.penstock.resource.Identity;
import io.penstock.resource.Kind;
import io.penstock.resource.Leases;
import io.penstock.resource.PrivateDns;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceConfiguration.Single;
import io.penstock.resource.ResourceGateway;
import io.penstock.resource.Sample;
import io.penstock.snapshot.PrivateNames.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrivateNamesTest {
    private static final String OTHER = "000000000002";
    private static final ResourceGateway GATEWAY = Sample.gateway("gateway");
    private static final String DOMAIN = "web.zigi.example";

    private final List<Settings.VerifiedDomain> verified = new ArrayList<>();

    private Settings settings() {
        return new Settings(
                ACCOUNT,
                new IpPort(Sample.ip("127.0.0.1"), 9901),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                verified,
                List.of(),
                List.of(),
                new Settings.Drain(Duration.ZERO, Duration.ZERO),
                new Settings.AccessLog.Off(),
                Settings.Engine.AUTO);
    }

    private static Single single(String owner, String name, String domain) {
        return new Single(
                Identity.of(Kind.RESOURCE_CONFIGURATION, owner, name),
                GATEWAY,
                ports("443"),
                new Definition.Address(Sample.ip("10.0.1.80")),
                Optional.of(domain),
                Set.of(),
                ConnectionOptions.DEFAULT);
    }

    private static PrivateDns asks(PrivateDns.Preference preference, String... specified) {
        return new PrivateDns(preference, List.of(specified));
    }

    private static Endpoint endpoint(
            String name, ResourceConfiguration on, PrivateDns asked, Binding... bindings) {
        return new Endpoint(
                Identity.of(Kind.ENDPOINT, ACCOUNT, name),
                on,
                List.of(),
                DUALSTACK,
                List.of(bindings),
                Optional.of(asked),
                EndpointOptions.DEFAULT);
    }

    private Standing standing(ResourceConfiguration configuration, PrivateDns asked) {
        var endpoint = endpoint("entry", configuration, asked, on("10.9.0.10"));
        var exposure = Exposures.of(List.of(endpoint), Leases.NONE).getFirst();
        var names = PrivateNames.of(List.of(exposure), settings());
        var domain = exposure.customDomain().orElseThrow();

        boolean answered = names.standing(exposure) == Standing.ANSWERED;
        assertThat(names.find(domain).isPresent()).isEqualTo(answered);
        assertThat(names.of(exposure)).isEqualTo(answered ? Optional.of(domain) : Optional.empty());
        return names.standing(exposure);
    }

    @Test
    void areForVerifiedDomainsOnlyUnlessMoreIsAskedFor() {
        var web = single(ACCOUNT, "web", DOMAIN);

        assertThat(standing(web, asks(VERIFIED_DOMAINS_ONLY))).isEqualTo(Standing.NOT_VERIFIED);
        assertThat(standing(web, asks(ALL_DOMAINS))).isEqualTo(Standing.ANSWERED);
        assertThat(standing(web, asks(VERIFIED_DOMAINS_AND_SPECIFIED_DOMAINS, "x.example")))
                .isEqualTo(Standing.NOT_VERIFIED);
        assertThat(standing(web, asks(VERIFIED_DOMAINS_AND_SPECIFIED_DOMAINS, DOMAIN)))
                .isEqualTo(Standing.ANSWERED);
        assertThat(standing(web, asks(SPECIFIED_DOMAINS_ONLY, DOMAIN)))
                .isEqualTo(Standing.ANSWERED);

        verified.add(new Settings.VerifiedDomain(DOMAIN, ACCOUNT));
        assertThat(standing(web, asks(VERIFIED_DOMAINS_ONLY))).isEqualTo(Standing.ANSWERED);
        assertThat(standing(web, asks(VERIFIED_DOMAINS_AND_SPECIFIED_DOMAINS, "x.example")))
                .isEqualTo(Standing.ANSWERED);
        assertThat(standing(web, asks(SPECIFIED_DOMAINS_ONLY, "x.example")))
                .isEqualTo(Standing.NOT_SPECIFIED);
    }

    @Test
    void takeADomainForVerifiedThatLiesUnderOneOfItsOwnersAlone() {
        verified.add(new Settings.VerifiedDomain("zigi.example", ACCOUNT));

        var only = asks(VERIFIED_DOMAINS_ONLY);
        for (var domain : List.of("zigi.example", DOMAIN, "a.b.zigi.example", "*.zigi.example")) {
            assertThat(standing(single(ACCOUNT, "web", domain), only)).isEqualTo(Standing.ANSWERED);
            assertThat(standing(single(OTHER, "web", domain), only))
                    .isEqualTo(Standing.NOT_VERIFIED);
        }
        for (var domain : List.of("xzigi.example", "example", "*.example", "zigi.example.org")) {
            assertThat(standing(single(ACCOUNT, "web", domain), only))
                    .isEqualTo(Standing.NOT_VERIFIED);
        }
    }

    @Test
    void areSpecifiedByTheirNameOrByAWildcardAbove() {
        var web = single(ACCOUNT, "web", "a.b.zigi.example");
        var wild = single(ACCOUNT, "wild", "*.b.zigi.example");

        for (var specified : List.of("*.b.zigi.example", "*.zigi.example", "*.example")) {
            assertThat(standing(web, asks(SPECIFIED_DOMAINS_ONLY, specified)))
                    .isEqualTo(Standing.ANSWERED);
            assertThat(standing(wild, asks(SPECIFIED_DOMAINS_ONLY, specified)))
                    .isEqualTo(Standing.ANSWERED);
        }
        for (var specified : List.of("b.zigi.example", "*.a.b.zigi.example", "*.igi.example")) {
            assertThat(standing(web, asks(SPECIFIED_DOMAINS_ONLY, specified)))
                    .isEqualTo(Standing.NOT_SPECIFIED);
        }
    }

    @Test
    void ofAGroupAreForTheGroupsDomainAndVerifiedWithIt() {
        var child = Sample.child("one", GATEWAY, "one.zigi.example");
        var group = Sample.group("all", GATEWAY, Optional.of("zigi.example"), child);
        var without = Sample.group("all", GATEWAY, Optional.empty(), child);

        verified.add(new Settings.VerifiedDomain("one.zigi.example", ACCOUNT));
        assertThat(standing(group, asks(VERIFIED_DOMAINS_ONLY))).isEqualTo(Standing.NOT_VERIFIED);
        for (var preference : PrivateDns.Preference.values()) {
            assertThat(standing(without, asks(preference, "one.zigi.example")))
                    .isEqualTo(Standing.NO_GROUP_DOMAIN);
        }
        verified.add(new Settings.VerifiedDomain("zigi.example", ACCOUNT));
        assertThat(standing(group, asks(VERIFIED_DOMAINS_ONLY))).isEqualTo(Standing.ANSWERED);
    }

    @Test
    void ofAnArnAreVerifiedWhereTheArnIsItsOwnersAccounts() {
        assertThat(standing(arn(ACCOUNT), asks(VERIFIED_DOMAINS_ONLY)))
                .isEqualTo(Standing.ANSWERED);
        assertThat(standing(arn(OTHER), asks(VERIFIED_DOMAINS_ONLY)))
                .isEqualTo(Standing.NOT_VERIFIED);
        verified.add(new Settings.VerifiedDomain("rds.example", ACCOUNT));
        assertThat(standing(arn(OTHER), asks(VERIFIED_DOMAINS_ONLY))).isEqualTo(Standing.ANSWERED);
    }

    private static ResourceConfiguration arn(String account) {
        return new ResourceConfiguration.Arn(
                Identity.of(Kind.RESOURCE_CONFIGURATION, ACCOUNT, "db"),
                GATEWAY,
                new Definition.Arn("arn:aws:rds:eu-west-1:" + account + ":cluster:db"),
                Set.of(),
                ConnectionOptions.DEFAULT,
                List.of(Sample.child("db-writer", GATEWAY, "db.rds.example")));
    }

    @Test
    void leadToEveryChildOfTheNameAtTheSameAddressesAndClashWhereTheyDiffer() {
        var one = Sample.child("one", GATEWAY, DOMAIN);
        var two = Sample.child("two", GATEWAY, DOMAIN);
        var group = Sample.group("all", GATEWAY, Optional.of("zigi.example"), one, two);
        var shared = endpoint("shared", group, asks(ALL_DOMAINS), on("10.9.0.10"));
        var exposures = Exposures.of(List.of(shared), Leases.NONE);
        var names = PrivateNames.of(exposures, settings());

        assertThat(names.clashes()).isEmpty();
        assertThat(names.find("WEB.zigi.example"))
                .hasValueSatisfying(named -> assertThat(named.exposures()).isEqualTo(exposures));

        var ids = exposures.stream().map(Exposure::id).toList();
        var pooled = endpoint("shared", group, asks(ALL_DOMAINS));
        var leases =
                new Leases(
                        Map.of(
                                ids.getFirst(), List.of(Sample.ip("10.9.1.1")),
                                ids.getLast(), List.of(Sample.ip("10.9.1.2"))));
        var apart = Exposures.of(List.of(pooled), leases);
        assertThat(PrivateNames.of(apart, settings()).clashes())
                .containsExactly(new NameClash(DOMAIN, apart.getFirst(), apart.getLast()));
    }

    /**
     * Over random endpoints: whatever is not a clash is answered with addresses of exactly those
     * that have the domain, and every domain that two endpoints are answered under is a clash.
     */
    @Test
    void neverMeanTwoThingsSilently() {
        var random = new Random(42);
        for (int round = 0; round < 300; round++) {
            var exposures = Exposures.of(endpoints(random), Leases.NONE);
            var names = PrivateNames.of(exposures, settings());
            var claimants = new HashMap<String, Set<Identity>>();
            for (var exposure : exposures) {
                if (names.standing(exposure) == Standing.ANSWERED) {
                    claimants
                            .computeIfAbsent(
                                    exposure.customDomain().orElseThrow(), _ -> new HashSet<>())
                            .add(exposure.endpoint().identity());
                }
            }
            var clashing = new HashSet<String>();
            names.clashes().forEach(clash -> clashing.add(clash.name()));
            claimants.forEach((domain, endpoints) -> {
                assertThat(clashing.contains(domain)).isEqualTo(endpoints.size() > 1);
                assertThat(endpoints)
                        .contains(names.find(domain).orElseThrow().endpoint().identity());
            });
            assertThat(names.all()).containsExactlyInAnyOrderElementsOf(claimants.keySet());
        }
    }

    private static List<Endpoint> endpoints(Random random) {
        var endpoints = new ArrayList<Endpoint>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            var wild = random.nextInt(4) == 0 ? "*" : "d" + random.nextInt(6);
            var domain = wild + ".zigi.example";
            var preferences = PrivateDns.Preference.values();
            var preference = preferences[random.nextInt(preferences.length)];
            endpoints.add(
                    endpoint(
                            "entry-" + i,
                            single(ACCOUNT, "web-" + i, domain),
                            asks(preference, "d" + random.nextInt(6) + ".zigi.example"),
                            on("10.9.0." + (10 + random.nextInt(3)))));
        }
        return endpoints;
    }

    @Test
    void belongToOneSnapshot() {
        var endpoint =
                endpoint(
                        "entry",
                        single(ACCOUNT, "web", DOMAIN),
                        asks(ALL_DOMAINS),
                        on("10.9.0.10"));
        var configuration =
                new Configuration(settings(), List.of(), List.of(), List.of(endpoint), "0");
        var snapshot =
                Snapshot.of(Circumstances.first(Host.UNKNOWN), configuration, new ArrayList<>());

        var named = snapshot.privateNames().find(DOMAIN).orElseThrow();
        Set<Ip> addresses = snapshot.catalog().addressesOf(named.exposures().getFirst());
        assertThat(addresses).containsExactly(Sample.ip("10.9.0.10"));
    }
}
