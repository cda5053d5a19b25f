package io.penstock.snapshot;

import static io.penstock.resource.Sample.ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Cidr;
import io.penstock.net.IpPort;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Definition;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Exposures;
import io.penstock.resource.Identity;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.Kind;
import io.penstock.resource.Leases;
import io.penstock.resource.ResourceConfiguration.Cidrs;
import io.penstock.resource.ResourceGateway;
import io.penstock.resource.Sample;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GatewayDomainsTest {
    private static final String OTHER = "000000000002";
    private static final ResourceGateway GATEWAY = Sample.gateway("gateway");

    private static GatewayDomains of(List<Settings.VerifiedDomain> verified, Cidrs... exposed) {
        var endpoints = Stream.of(exposed).map(GatewayDomainsTest::endpoint).toList();
        var settings =
                new Settings(
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
        return GatewayDomains.of(Exposures.of(endpoints, Leases.NONE), settings);
    }

    private static Endpoint endpoint(Cidrs cidrs) {
        return Sample.endpoint(
                ACCOUNT, cidrs.identity().name(), cidrs, IpAddressType.DUALSTACK, List.of());
    }

    private static Cidrs cidrs(String owner, String name, String... domains) {
        return new Cidrs(
                Identity.of(Kind.RESOURCE_CONFIGURATION, owner, name),
                GATEWAY,
                Sample.ports("443"),
                new Definition.Cidrs(List.of(Cidr.parse("10.0.0.0/16").orElseThrow())),
                List.of(domains),
                Set.of(),
                ConnectionOptions.DEFAULT);
    }

    @Test
    void areThoseOfTheAppliancesOwnAccount() {
        var domains = of(List.of(), cidrs(ACCOUNT, "one", "zigi.internal", "a.example"));

        assertThat(domains.all().keySet()).containsExactlyInAnyOrder("zigi.internal", "a.example");
        assertThat(domains.all()).containsValue(GATEWAY);
        assertThat(domains.clashes()).isEmpty();
    }

    @Test
    void ofAnotherAccountAreOnlyThoseThatTheOperatorVouchesFor() {
        var theirs = cidrs(OTHER, "one", "bank.example", "a.zigi.example");
        var verified = List.of(new Settings.VerifiedDomain("zigi.example", OTHER));

        assertThat(of(verified, theirs).all().keySet()).containsExactly("a.zigi.example");
        assertThat(of(List.of(), theirs).all()).isEmpty();
    }

    @Test
    void clashWhereTwoConfigurationsHaveOneAndNotWhereOneIsExposedTwice() {
        var one = cidrs(ACCOUNT, "one", "zigi.internal");
        var two = cidrs(ACCOUNT, "two", "zigi.internal");
        var nested = cidrs(ACCOUNT, "nested", "a.zigi.internal");

        assertThat(of(List.of(), one, two).clashes())
                .singleElement()
                .satisfies(clash -> {
                    assertThat(clash.name()).isEqualTo("zigi.internal");
                    assertThat(clash.second().resource().name()).isEqualTo("two");
                });
        assertThat(of(List.of(), one, one, nested).clashes()).isEmpty();
    }
}
