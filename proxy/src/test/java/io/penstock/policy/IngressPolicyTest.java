package io.penstock.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.policy.Denial.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngressPolicyTest {
    private static final Rule OFFICE = rule("office", "80", "10.9.0.0/16");
    private static final Rule LAB = rule("lab", "8000-8099", "10.8.0.0/16");

    private static Rule rule(String source, String ports, String cidr) {
        return new Rule(
                source,
                Ports.of(PortRange.parse(ports).orElseThrow()),
                Cidr.parse(cidr).orElseThrow());
    }

    private static SecurityGroup group(Enforcement enforcement, Rule... ingress) {
        var egress = List.of(rule("not this way", "1-65535", "0.0.0.0/0"));
        return new SecurityGroup("group", List.of(ingress), egress, enforcement);
    }

    private static Admission decide(String client, int port, SecurityGroup... groups) {
        return new IngressPolicy(List.of(groups)).decide(Ip.parse(client).orElseThrow(), port);
    }

    private static void assertRefused(Admission admission, Reason reason) {
        assertThat(admission)
                .asInstanceOf(type(Admission.Refused.class))
                .extracting(refused -> refused.denial().reason())
                .isEqualTo(reason);
    }

    @Test
    void admitsWhomARuleCoversAndSaysWhich() {
        var groups =
                new SecurityGroup[] {
                    group(Enforcement.ENFORCE, OFFICE), group(Enforcement.ENFORCE, LAB)
                };

        assertThat(decide("10.9.0.1", 80, groups))
                .isEqualTo(new Admission.Admitted(new Grounds.ByRule(OFFICE)));
        assertThat(decide("10.8.0.1", 8099, groups))
                .isEqualTo(new Admission.Admitted(new Grounds.ByRule(LAB)));
    }

    @Test
    void refusesWhomNoRuleCovers() {
        var groups =
                new SecurityGroup[] {
                    group(Enforcement.ENFORCE, OFFICE), group(Enforcement.ENFORCE, LAB)
                };

        assertRefused(decide("10.9.0.1", 8000, groups), Reason.NO_RULE);
        assertRefused(decide("10.8.0.1", 80, groups), Reason.NO_RULE);
        assertRefused(decide("10.7.0.1", 80, groups), Reason.NO_RULE);
        assertRefused(decide("2001:db8::1", 80, groups), Reason.NO_RULE);
    }

    @Test
    void refusesEverybodyWithoutAGroup() {
        assertRefused(decide("10.9.0.1", 80), Reason.NO_SECURITY_GROUP);
    }

    @Test
    void admitsOnTrialOnlyWhereEveryGroupReports() {
        assertThat(
                        decide(
                                "10.7.0.1",
                                80,
                                group(Enforcement.REPORT, OFFICE),
                                group(Enforcement.REPORT)))
                .asInstanceOf(type(Admission.Admitted.class))
                .extracting(Admission.Admitted::grounds)
                .asInstanceOf(type(Grounds.OnTrial.class))
                .extracting(trial -> trial.wouldBe().reason())
                .isEqualTo(Reason.NO_RULE);
        assertRefused(
                decide(
                        "10.7.0.1",
                        80,
                        group(Enforcement.REPORT, OFFICE),
                        group(Enforcement.ENFORCE)),
                Reason.NO_RULE);
    }

    @Test
    void admitsByRuleAlsoWhereAPolicyIsOnTrial() {
        assertThat(decide("10.9.0.1", 80, group(Enforcement.REPORT, OFFICE)))
                .isEqualTo(new Admission.Admitted(new Grounds.ByRule(OFFICE)));
    }

    /** Special, metadata and own-listener rules are egress only: clients come from anywhere. */
    @Test
    void knowsNoSpecialRange() {
        var all = rule("all", "80", "0.0.0.0/0");
        var all6 = rule("all6", "80", "::/0");

        for (var client : List.of("127.0.0.1", "169.254.169.254", "100.64.0.1", "::1", "fe80::1")) {
            assertThat(decide(client, 80, group(Enforcement.ENFORCE, all, all6)))
                    .as(client)
                    .isInstanceOf(Admission.Admitted.class);
        }
    }

    /** Anybody can make up such a source on his own link: it must not count as the IPv4 in it. */
    @Test
    void judgesAMappedClientByItsIpv4AddressAndNoOtherEmbedding() {
        assertThat(decide("::ffff:10.9.0.1", 80, group(Enforcement.ENFORCE, OFFICE)))
                .isInstanceOf(Admission.Admitted.class);
        for (var client : List.of("::10.9.0.1", "2002:a09:1::", "64:ff9b::10.9.0.1")) {
            assertRefused(decide(client, 80, group(Enforcement.ENFORCE, OFFICE)), Reason.NO_RULE);
        }
    }

    @Test
    void saysWhoWasRefusedWhere() {
        assertThat(decide("10.7.0.1", 81, group(Enforcement.ENFORCE, OFFICE)))
                .asInstanceOf(type(Admission.Refused.class))
                .extracting(refused -> refused.denial().detail())
                .isEqualTo("no ingress rule lets 10.7.0.1 come to port 81");
    }
}
