package io.penstock.resource;

import static io.penstock.resource.Sample.gateway;
import static io.penstock.resource.Sample.ip;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ResourceGatewayTest {
    @Test
    void dialsFromItsFirstAddressOfTheVersion() {
        var gateway =
                gateway(
                        "both",
                        IpAddressType.DUALSTACK,
                        List.of(ip("2001:db8::10"), ip("10.0.1.10"), ip("10.0.1.11")));

        assertThat(gateway.sourceFor(ip("10.0.1.80"))).contains(ip("10.0.1.10"));
        assertThat(gateway.sourceFor(ip("::ffff:10.0.1.80"))).contains(ip("10.0.1.10"));
        assertThat(gateway.sourceFor(ip("2001:db8::80"))).contains(ip("2001:db8::10"));
    }

    @Test
    void leavesTheChoiceToTheHostWhereItNamesNone() {
        assertThat(gateway("any").sourceFor(ip("10.0.1.80"))).isEmpty();
        assertThat(gateway("any").reaches(ip("10.0.1.80"))).isTrue();
        assertThat(gateway("any").reaches(ip("2001:db8::80"))).isTrue();
    }

    @Test
    void reachesOnlyTheVersionsThatItHasAnAddressFor() {
        var gateway = gateway("v4", IpAddressType.DUALSTACK, List.of(ip("10.0.1.10")));

        assertThat(gateway.reaches(ip("10.0.1.80"))).isTrue();
        assertThat(gateway.reaches(ip("2001:db8::80"))).isFalse();
    }

    @Test
    void reachesOnlyTheVersionsOfItsType() {
        var four = gateway("v4", IpAddressType.IPV4, List.of());
        var six = gateway("v6", IpAddressType.IPV6, List.of(ip("10.0.1.10")));

        assertThat(four.reaches(ip("10.0.1.80"))).isTrue();
        assertThat(four.reaches(ip("2001:db8::80"))).isFalse();
        assertThat(six.reaches(ip("10.0.1.80"))).isFalse();
        assertThat(six.reaches(ip("2001:db8::80"))).isFalse();
    }

    @Test
    void isOpenToItsOwnerAndToWhomItIsSharedWith() {
        var single = Sample.single("web", gateway("any"), Sample.ports("80"));
        var shared =
                new ResourceConfiguration.Single(
                        single.identity(),
                        single.gateway(),
                        single.ports(),
                        single.definition(),
                        single.customDomainName(),
                        Set.of("000000000002"),
                        single.options());

        assertThat(single.isOpenTo(Sample.ACCOUNT)).isTrue();
        assertThat(single.isOpenTo("000000000002")).isFalse();
        assertThat(shared.isOpenTo("000000000002")).isTrue();
        assertThat(shared.isOpenTo("000000000003")).isFalse();
    }
}
