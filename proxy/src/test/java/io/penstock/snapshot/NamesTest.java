package io.penstock.snapshot;

import static io.penstock.resource.IpAddressType.DUALSTACK;
import static io.penstock.resource.Sample.ACCOUNT;
import static io.penstock.resource.Sample.on;
import static io.penstock.resource.Sample.ports;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.resource.Kind;
import io.penstock.resource.Sample;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static final String OTHER = "000000000002";

    private static Exposure exposure(String owner, String name) {
        var single = Sample.single("resource", Sample.gateway("gateway"), ports("80"));
        return Exposure.of(
                Sample.endpoint(owner, name, single, DUALSTACK, List.of(on("10.9.0.10"))), single);
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
        var names = Names.of(List.of(web), ACCOUNT, "zone.example");

        assertThat(names.of(web.endpoint().identity()))
                .containsExactly(
                        "web.zone.example", "web." + ACCOUNT + ".zone.example", idName(web));
        assertThat(names.all())
                .containsExactlyInAnyOrderElementsOf(names.of(web.endpoint().identity()));
    }

    @Test
    void sayWhoseAnotherAccountsEndpointIs() {
        var mine = exposure(ACCOUNT, "web");
        var theirs = exposure(OTHER, "web");
        var names = Names.of(List.of(mine, theirs), ACCOUNT, "zone.example");

        assertThat(names.of(theirs.endpoint().identity()))
                .containsExactly("web." + OTHER + ".zone.example", idName(theirs));
        assertThat(names.find("web.zone.example")).contains(mine);
        assertThat(names.find("web." + OTHER + ".zone.example")).contains(theirs);
        assertThat(names.find(idName(theirs))).contains(theirs);
    }

    @Test
    void areFoundInAnyCase() {
        var web = exposure(ACCOUNT, "web");
        var names = Names.of(List.of(web), ACCOUNT, "zone.example");

        assertThat(names.find("WEB.Zone.EXAMPLE")).contains(web);
        assertThat(names.find("other.zone.example")).isEmpty();
        assertThat(names.find("zone.example")).isEmpty();
        assertThat(names.find("web.zone.example.")).isEmpty();
    }

    @Test
    void areNoneForAnEndpointThatIsNotThere() {
        var names = Names.of(List.of(), ACCOUNT, "zone.example");

        assertThat(names.of(Identity.of(Kind.ENDPOINT, ACCOUNT, "web"))).isEmpty();
        assertThat(names.all()).isEmpty();
    }
}
