package io.penstock.snapshot;

import static io.penstock.resource.IpAddressType.DUALSTACK;
import static io.penstock.resource.Sample.ACCOUNT;
import static io.penstock.resource.Sample.on;
import static io.penstock.resource.Sample.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.resource.Exposure;
import io.penstock.resource.Exposures;
import io.penstock.resource.Leases;
import io.penstock.resource.Sample;
import io.penstock.resource.Switchboard;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static final String OTHER = "000000000002";

    private static Exposure exposure(String owner, String name) {
        var single = Sample.single("resource", Sample.gateway("gateway"), ports("80"));
        return Sample.exposure(
                Sample.endpoint(owner, name, single, DUALSTACK, List.of(on("10.9.0.10"))));
    }

    private static Names names(Exposure... exposures) {
        return Names.of(
                Stream.of(exposures).map(Exposure::endpoint).toList(),
                List.of(exposures),
                ACCOUNT,
                "zone.example");
    }

    private static Optional<Exposure> find(Names names, String name) {
        return names.find(name).map(named -> named.exposures().getFirst());
    }

    private static String idName(Exposure exposure) {
        return exposure.endpoint().identity().id()
                + "."
                + exposure.resource().id()
                + ".zone.example";
    }

    @Test
    void areFriendlyForTheAppliancesOwnAccount() {
        var web = exposure(ACCOUNT, "web");
        var names = names(web);

        assertThat(names.of(web))
                .containsExactly(
                        "web.zone.example", "web." + ACCOUNT + ".zone.example", idName(web));
        assertThat(names.all()).containsExactlyInAnyOrderElementsOf(names.of(web));
    }

    @Test
    void sayWhoseAnotherAccountsEndpointIs() {
        var mine = exposure(ACCOUNT, "web");
        var theirs = exposure(OTHER, "web");
        var names = names(mine, theirs);

        assertThat(names.of(theirs))
                .containsExactly("web." + OTHER + ".zone.example", idName(theirs));
        assertThat(find(names, "web.zone.example")).contains(mine);
        assertThat(find(names, "web." + OTHER + ".zone.example")).contains(theirs);
        assertThat(find(names, idName(theirs))).contains(theirs);
    }

    @Test
    void areFoundInAnyCase() {
        var web = exposure(ACCOUNT, "web");
        var names = names(web);

        assertThat(find(names, "WEB.Zone.EXAMPLE")).contains(web);
        assertThat(find(names, "other.zone.example")).isEmpty();
        assertThat(find(names, "zone.example")).isEmpty();
        assertThat(find(names, "web.zone.example.")).isEmpty();
    }

    @Test
    void chooseByCustomDomainWhetherOrNotPrivateDnsIsOn() {
        var gateway = Sample.gateway("gateway");
        var endpoint =
                Sample.endpoint(
                        ACCOUNT,
                        "entry",
                        Sample.group(
                                "all",
                                gateway,
                                Optional.empty(),
                                Sample.child("exact", gateway, "www.apps.zigi.example"),
                                Sample.child("wild", gateway, "*.apps.zigi.example")),
                        DUALSTACK,
                        List.of(on("10.9.0.10")));
        var exposures = Exposures.of(List.of(endpoint), Leases.NONE);
        var names = Names.of(List.of(endpoint), exposures, ACCOUNT, "zone.example");
        var several = new Switchboard(endpoint, exposures);

        assertThat(endpoint.privateDns()).isEmpty();
        assertThat(names.choose(several, "WWW.apps.zigi.example")).contains(exposures.getFirst());
        assertThat(names.choose(several, "any.apps.zigi.example")).contains(exposures.getLast());
        assertThat(names.choose(several, "wild.entry.zone.example")).contains(exposures.getLast());
        for (var name : List.of("apps.zigi.example", "a.b.apps.zigi.example", "zigi.example", "")) {
            assertThat(names.choose(several, name)).isEmpty();
        }
    }

    @Test
    void areNoneForAnEndpointThatIsNotThere() {
        var names = names();

        assertThat(names.of(exposure(ACCOUNT, "web"))).isEmpty();
        assertThat(names.all()).isEmpty();
    }
}
