package io.penstock.dns;

import static io.penstock.dns.ZoneSetting.OTHER;
import static io.penstock.dns.ZoneSetting.OWN;
import static io.penstock.dns.ZoneSetting.endpointId;
import static io.penstock.dns.ZoneSetting.ip;
import static io.penstock.dns.ZoneSetting.resource;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.resource.IpAddressType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZoneTest {
    private static final int A = 1;
    private static final int NS = 2;
    private static final int SOA = 6;
    private static final int TXT = 16;
    private static final int AAAA = 28;
    private static final int ANY = 255;
    private static final String LOCAL = "10.9.0.2";

    private final ZoneSetting setting =
            new ZoneSetting()
                    .device("lo", "127.0.0.1", "::1")
                    .device("eth0", LOCAL, "2001:db8::2", "fe80::2")
                    .device("eth1", "10.8.0.2", "2001:db8:8::1", "2001:db8:8::2");

    @Test
    void knowsTheFriendlyTheOwnersAndTheIdName() {
        setting.endpoint(OWN, "web", "10.9.0.10", "2001:db8::10")
                .endpoint(OTHER, "db", "10.9.0.11");

        for (var name :
                List.of(
                        "web.penstock.internal",
                        "web." + OWN + ".penstock.internal",
                        endpointId(OWN, "web") + "." + resource(OWN).id() + ".penstock.internal")) {
            assertThat(find(name, A)).isEqualTo(addresses("10.9.0.10"));
            assertThat(find(name, AAAA)).isEqualTo(addresses("2001:db8::10"));
            assertThat(find(name, TXT)).isEqualTo(new Finding.NoData());
        }
        assertThat(find("db." + OTHER + ".penstock.internal", A)).isEqualTo(addresses("10.9.0.11"));
        assertThat(find("db." + OTHER + ".penstock.internal", AAAA))
                .isEqualTo(new Finding.NoData());
        assertThat(find("db.penstock.internal", A)).isEqualTo(new Finding.NoSuchName());
    }

    @Test
    void tellsNamesBetweenFromNamesThatAreNot() {
        setting.endpoint(OTHER, "db", "10.9.0.11");

        assertThat(find(OTHER + ".penstock.internal", A)).isEqualTo(new Finding.NoData());
        assertThat(find(resource(OTHER).id() + ".penstock.internal", ANY))
                .isEqualTo(new Finding.NoData());
        assertThat(find("x." + OTHER + ".penstock.internal", A))
                .isEqualTo(new Finding.NoSuchName());
        assertThat(find("x.db." + OTHER + ".penstock.internal", A))
                .isEqualTo(new Finding.NoSuchName());
        assertThat(find("999999999999.penstock.internal", A)).isEqualTo(new Finding.NoSuchName());
    }

    @Test
    void leavesToOthersWhatOnlyLooksLikeTheZone() {
        for (var name : List.of("", "internal", "xpenstock.internal", "penstock.internal.x")) {
            assertThat(find(name, A)).isEqualTo(new Finding.Outside());
        }
    }

    @Test
    void hasSoaNsAndItsOwnAddressAtTheApex() {
        assertThat(find("penstock.internal", SOA)).isEqualTo(found(new Entry.Authority(7)));
        assertThat(find("penstock.internal", NS)).isEqualTo(found(new Entry.NameServer()));
        assertThat(find("penstock.internal", A)).isEqualTo(addresses(LOCAL));
        assertThat(find("penstock.internal", AAAA)).isEqualTo(new Finding.NoData());
        assertThat(find("penstock.internal", TXT)).isEqualTo(new Finding.NoData());
        assertThat(find("penstock.internal", ANY)).isEqualTo(found(new Entry.Minimal()));
    }

    @Test
    void answersAnyMinimally() {
        setting.endpoint(OWN, "web", "10.9.0.10");

        assertThat(find("web.penstock.internal", ANY)).isEqualTo(found(new Entry.Minimal()));
        assertThat(find("no.penstock.internal", ANY)).isEqualTo(new Finding.NoSuchName());
    }

    @Test
    void answersForAWildcardWithTheAddressThatFacesTheAsker() {
        setting.wildcard("web", IpAddressType.DUALSTACK);

        assertThat(find("web.penstock.internal", A)).isEqualTo(addresses(LOCAL));
        assertThat(find("web.penstock.internal", A, "127.0.0.1")).isEqualTo(addresses("127.0.0.1"));
        assertThat(find("web.penstock.internal", AAAA, "2001:db8:8::1"))
                .isEqualTo(addresses("2001:db8:8::1"));
    }

    @Test
    void answersTheOtherVersionOnlyIfTheDeviceHasOneSuchAddress() {
        setting.wildcard("web", IpAddressType.DUALSTACK);

        assertThat(find("web.penstock.internal", AAAA)).isEqualTo(addresses("2001:db8::2"));
        assertThat(find("web.penstock.internal", AAAA, "127.0.0.1")).isEqualTo(addresses("::1"));
        assertThat(find("web.penstock.internal", AAAA, "10.8.0.2")).isEqualTo(new Finding.NoData());
        assertThat(find("web.penstock.internal", A, "2001:db8:8::1"))
                .isEqualTo(addresses("10.8.0.2"));
        assertThat(find("web.penstock.internal", AAAA, "127.0.0.9"))
                .isEqualTo(new Finding.NoData());
    }

    @Test
    void answersForAWildcardOfOneVersionWithThatVersionOnly() {
        setting.wildcard("v4", IpAddressType.IPV4).wildcard("v6", IpAddressType.IPV6);

        assertThat(find("v4.penstock.internal", A)).isEqualTo(addresses(LOCAL));
        assertThat(find("v4.penstock.internal", AAAA)).isEqualTo(new Finding.NoData());
        assertThat(find("v6.penstock.internal", A)).isEqualTo(new Finding.NoData());
        assertThat(find("v6.penstock.internal", AAAA)).isEqualTo(addresses("2001:db8::2"));
    }

    @Test
    void answersAdvertisedAddressesInsteadOfItsOwn() {
        setting.advertised("web", "203.0.113.7", "203.0.113.8");

        assertThat(find("web.penstock.internal", A))
                .isEqualTo(addresses("203.0.113.7", "203.0.113.8"));
        assertThat(find("web.penstock.internal", AAAA)).isEqualTo(new Finding.NoData());
    }

    @Test
    void answersForACustomDomainAndForNothingBesideOrBelowIt() {
        setting.custom("shop", "shop.zigi.example", "10.9.0.10", "2001:db8::10");

        assertThat(find("shop.zigi.example", A)).isEqualTo(custom("10.9.0.10"));
        assertThat(find("shop.zigi.example", AAAA)).isEqualTo(custom("2001:db8::10"));
        assertThat(find("shop.zigi.example", TXT)).isEqualTo(custom());
        assertThat(find("shop.zigi.example", NS)).isEqualTo(custom());
        assertThat(find("shop.zigi.example", SOA))
                .isEqualTo(new Finding.Custom(List.of(new Entry.Authority(7))));
        assertThat(find("shop.zigi.example", ANY))
                .isEqualTo(new Finding.Custom(List.of(new Entry.Minimal())));
        for (var name :
                List.of("zigi.example", "www.zigi.example", "a.shop.zigi.example", "example")) {
            assertThat(find(name, A)).isEqualTo(new Finding.Outside());
        }
        assertThat(find("shop.penstock.internal", A)).isEqualTo(addresses("10.9.0.10"));
    }

    @Test
    void answersForOneLabelInAWildcardsPlaceAndForAnExactDomainFirst() {
        setting.custom("all", "*.apps.zigi.example", "10.9.0.10")
                .custom("one", "one.apps.zigi.example", "10.9.0.11");

        assertThat(find("two.apps.zigi.example", A)).isEqualTo(custom("10.9.0.10"));
        assertThat(find("one.apps.zigi.example", A)).isEqualTo(custom("10.9.0.11"));
        for (var name :
                List.of(
                        "apps.zigi.example",
                        "a.two.apps.zigi.example",
                        "\\255.apps.zigi.example")) {
            assertThat(find(name, A)).isEqualTo(new Finding.Outside());
        }
    }

    private static Finding custom(String... addresses) {
        return new Finding.Custom(
                Arrays.stream(addresses).<Entry>map(a -> new Entry.Address(ip(a))).toList());
    }

    private Finding find(String name, int type) {
        return find(name, type, LOCAL);
    }

    private Finding find(String name, int type, String local) {
        return Zone.of(setting.snapshot(7)).orElseThrow().find(name, type, ip(local));
    }

    private static Finding found(Entry entry) {
        return new Finding.Found(List.of(entry));
    }

    private static Finding addresses(String... addresses) {
        return new Finding.Found(
                Arrays.stream(addresses).<Entry>map(a -> new Entry.Address(ip(a))).toList());
    }
}
