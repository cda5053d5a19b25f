package io.penstock.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.resource.Binding;
import io.penstock.testing.Zigi;
import org.junit.jupiter.api.Test;

class ReloadPlanTest {
    @Test
    void isEmptyWhereOnlyTheTextDiffers() {
        var plan = plan(new Zigi(), new Zigi().hash("1"));

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.restart()).isEmpty();
    }

    @Test
    void tellsARuleAsAChangeOfItsGroupAndOfNothingThatUsesIt() {
        var plan = plan(new Zigi(), new Zigi().egress());

        assertThat(plan.lines()).containsExactly("security group 000000000000/web-out changed");
    }

    @Test
    void tellsAGatewayAsAChangeOfItselfAlone() {
        var plan = plan(new Zigi(), new Zigi().sources());

        assertThat(plan.lines()).containsExactly("resource gateway 000000000000/zigi-rgw changed");
    }

    @Test
    void tellsADefinitionAsAChangeOfItsConfigurationAlone() {
        var plan = plan(new Zigi(), new Zigi().mapping(80, 8080));

        assertThat(plan.lines())
                .containsExactly("resource configuration 000000000000/zigi-web changed");
    }

    @Test
    void tellsWhatIsNewAndWhatIsGone() {
        var plan =
                plan(
                        new Zigi().endpoints("one", "two"),
                        new Zigi().endpoints("one", "three").bindings(new Binding.Wildcard()));

        assertThat(plan.lines())
                .containsExactly(
                        "endpoint 000000000000/one changed",
                        "endpoint 000000000000/three added",
                        "endpoint 000000000000/two removed");
    }

    @Test
    void tellsTheHostsDevices() {
        var plan =
                plan(
                        new Zigi().host("eth0", "10.9.0.10"),
                        new Zigi().host("eth1", "10.9.0.10", "10.9.0.11"));

        assertThat(plan.lines())
                .containsExactly("addresses of eth0 removed", "addresses of eth1 added");
    }

    @Test
    void namesEverySettingThatDiffers() {
        var plan = plan(new Zigi(), new Zigi().metadata("10.0.1.254"));

        assertThat(plan.lines()).containsExactly("setting metadataAddresses changed");
        assertThat(plan.restart()).isEmpty();
    }

    @Test
    void namesWhatIsFixedAndWhatToDo() {
        var plan = plan(new Zigi(), new Zigi().zone("other.internal"));

        assertThat(plan.restart())
                .containsExactly(
                        "appliance.dns.zone is fixed while the appliance runs: restart it, or"
                                + " write the old value again");
    }

    @Test
    void tellsWhereItListensAndWhereNoLonger() {
        var listening =
                plan(
                                new Zigi().endpoints("one", "two"),
                                new Zigi()
                                        .endpoints("one")
                                        .bindings(
                                                new Binding.Address(Zigi.ip("10.9.0.10")),
                                                new Binding.Address(Zigi.ip("10.9.0.11"))))
                        .listening();

        assertThat(listening.opened()).hasToString("{10.9.0.11=80}");
        assertThat(listening.released()).hasToString("{10.9.0.10=81}");
    }

    private static ReloadPlan plan(Zigi before, Zigi after) {
        return ReloadPlan.between(before.snapshot(1), after.snapshot(2));
    }
}
