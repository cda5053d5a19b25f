package io.penstock.policy;

import static io.penstock.policy.Denial.Reason.METADATA_ADDRESS;
import static io.penstock.policy.Denial.Reason.NO_RULE;
import static io.penstock.policy.Denial.Reason.NO_SECURITY_GROUP;
import static io.penstock.policy.Denial.Reason.OWN_LISTENER;
import static io.penstock.policy.Denial.Reason.SPECIAL_RANGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.policy.Denial.Reason;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EgressPolicyTest {
    /** The appliance listens on port 53 of 10.9.0.2 and on port 80 of every address. */
    private static final OwnListeners OWN =
            new OwnListeners(
                    Map.of(
                            ip("10.9.0.2"),
                            Ports.of(PortRange.of(53)),
                            Ip.ANY_V4,
                            Ports.of(PortRange.of(80)),
                            Ip.ANY_V6,
                            Ports.of(PortRange.of(80))),
                    Set.of(ip("10.9.0.2"), ip("2001:db8::2")));

    private static final Surroundings SURROUNDINGS =
            Surroundings.of(
                    List.of(ip("10.66.0.1"), ip("64:ff9b::10.66.0.2")),
                    List.of(new Nat64Prefix(cidr("64:ff9b:1::/48"))),
                    OWN);

    private static Ip ip(String text) {
        return Ip.parse(text).orElseThrow();
    }

    private static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    /** Port 443 of each of these CIDRs. */
    private static SecurityGroup group(Enforcement enforcement, String... cidrs) {
        var egress = Stream.of(cidrs).map(text -> rule("443", text)).toList();
        var ingress = List.of(rule("1-65535", "0.0.0.0/0"), rule("1-65535", "::/0"));
        return new SecurityGroup("group", ingress, egress, enforcement);
    }

    private static Rule rule(String ports, String cidr) {
        return new Rule(cidr, Ports.of(PortRange.parse(ports).orElseThrow()), cidr(cidr));
    }

    private static EgressPolicy enforced(String... cidrs) {
        return policy(group(Enforcement.ENFORCE, cidrs));
    }

    private static EgressPolicy policy(SecurityGroup... groups) {
        return new EgressPolicy(List.of(groups), SURROUNDINGS);
    }

    private static void assertAllowed(Verdict verdict, String target, String rule) {
        assertThat(verdict)
                .asInstanceOf(type(Verdict.Allow.class))
                .satisfies(allow -> {
                    assertThat(allow.target()).isEqualTo(IpPort.parse(target).orElseThrow());
                    assertThat(allow.grounds())
                            .asInstanceOf(type(Grounds.ByRule.class))
                            .extracting(by -> by.rule().source())
                            .isEqualTo(rule);
                });
    }

    private static void assertDenied(Verdict verdict, Reason reason) {
        assertThat(verdict)
                .asInstanceOf(type(Verdict.Deny.class))
                .extracting(deny -> deny.denial().reason())
                .isEqualTo(reason);
    }

    /** Each special range and the address in it that the most open rules do not open. */
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.0/8, 126.0.0.0/7",
        "127.9.9.9, 127.9.9.9/32, 126.0.0.0/7",
        "::1, ::1/128, '::/127'",
        "0.0.0.0, 0.0.0.0/8, 0.0.0.0/7",
        "0.1.2.3, 0.1.2.0/24, 0.0.0.0/7",
        "'::', '::/128', '::/127'",
        "169.254.1.1, 169.254.0.0/16, 169.254.0.0/15",
        "fe80::1, fe80::/10, fe80::/9",
        "224.0.0.1, 224.0.0.0/4, 224.0.0.0/3",
        "ff02::1, ff02::/16, fe00::/7",
        "100.64.0.1, 100.64.0.0/10, 100.0.0.0/9",
        "240.0.0.1, 240.0.0.0/4, 224.0.0.0/3",
        "255.255.255.255, 255.255.255.255/32, 240.0.0.0/4",
    })
    void opensASpecialRangeOnlyByARuleInsideIt(String address, String inside, String around) {
        assertDenied(enforced("0.0.0.0/0", "::/0", around).decide(ip(address), 443), SPECIAL_RANGE);
        assertAllowed(
                enforced("0.0.0.0/0", "::/0", inside).decide(ip(address), 443),
                ip(address).bracketed() + ":443",
                inside);
        assertDenied(enforced(inside).decide(ip(address), 444), SPECIAL_RANGE);
    }

    /** A rule inside the range, but not for this address of it. */
    @Test
    void opensOfASpecialRangeOnlyWhatTheRuleCovers() {
        assertDenied(enforced("127.0.0.2/32").decide(ip("127.0.0.1"), 443), SPECIAL_RANGE);
        assertDenied(enforced("::1/128").decide(ip("127.0.0.1"), 443), SPECIAL_RANGE);
        assertDenied(enforced("127.0.0.0/8").decide(ip("::1"), 443), SPECIAL_RANGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.170.2",
                "169.254.170.23",
                "100.100.100.200",
                "168.63.129.16",
                "10.66.0.1",
                "10.66.0.2",
                "fd00:ec2::254",
                "fd00:ec2::23",
                "fd20:ce::254",
                "fd00:c1::a9fe:a9fe",
            })
    void opensAMetadataServiceOnlyByARuleForExactlyIt(String address) {
        var exactly = Cidr.of(ip(address));
        var nearly = Cidr.around(ip(address), exactly.prefix() - 1).toString();
        var wide = Cidr.around(ip(address), 8).toString();

        assertDenied(
                enforced("0.0.0.0/0", "::/0", wide, nearly).decide(ip(address), 443),
                METADATA_ADDRESS);
        assertAllowed(
                enforced(wide, exactly.toString()).decide(ip(address), 443),
                ip(address).bracketed() + ":443",
                exactly.toString());
        assertDenied(enforced(exactly.toString()).decide(ip(address), 80), METADATA_ADDRESS);
    }

    /** What would be dialed, and the IPv4 address that the rules must name instead. */
    @ParameterizedTest
    @CsvSource({
        "::ffff:127.0.0.1, 127.0.0.1, SPECIAL_RANGE",
        "::7f00:1, 127.0.0.1, SPECIAL_RANGE",
        "2002:7f00:1::, 127.0.0.1, SPECIAL_RANGE",
        "64:ff9b::7f00:1, 127.0.0.1, SPECIAL_RANGE",
        "64:ff9b:1:7f00:0:100::, 127.0.0.1, SPECIAL_RANGE",
        "2001::80ff:fffe, 127.0.0.1, SPECIAL_RANGE",
        "::ffff:169.254.169.254, 169.254.169.254, METADATA_ADDRESS",
        "::a9fe:a9fe, 169.254.169.254, METADATA_ADDRESS",
        "2002:a9fe:a9fe::1, 169.254.169.254, METADATA_ADDRESS",
        "64:ff9b::a9fe:a9fe, 169.254.169.254, METADATA_ADDRESS",
        "64:ff9b:1:a9fe:a9:fe00::, 169.254.169.254, METADATA_ADDRESS",
        "2001::5601:5601, 169.254.169.254, METADATA_ADDRESS",
        "64:ff9b::, 0.0.0.0, SPECIAL_RANGE",
        "2002:ffff:ffff::, 255.255.255.255, SPECIAL_RANGE",
        "::ffff:10.66.0.2, 10.66.0.2, METADATA_ADDRESS",
        "64:ff9b::10.66.0.2, 10.66.0.2, METADATA_ADDRESS",
        "64:ff9b::10.0.0.1, 10.0.0.1, NO_RULE",
        "2002:a00:1::, 10.0.0.1, NO_RULE",
    })
    void letsNobodySmuggleAnIpv4Address(String address, String inside, Reason reason) {
        var written = ip(address);
        var open = Cidr.of(ip(inside)).toString();

        assertDenied(
                enforced("::/0", Cidr.around(written, written.isV4() ? 1 : 16).toString())
                        .decide(written, 443),
                reason);
        assertAllowed(
                enforced("::/0", open).decide(written, 443), written.bracketed() + ":443", open);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.9.0.2:53",
                "[::ffff:10.9.0.2]:53",
                "[::10.9.0.2]:53",
                "[2002:a09:2::]:53",
                "[64:ff9b::10.9.0.2]:53",
                "[64:ff9b:1:a09:0:200::]:53",
                "0.0.0.0:53",
                "[::]:53",
                "[64:ff9b::]:53",
                "10.9.0.2:80",
                "[2001:db8::2]:80",
                "127.0.0.1:80",
                "127.1.2.3:80",
                "[::1]:80",
                "[::7f00:1]:80",
                "[2002:7f00:1::]:80",
                "0.0.0.0:80",
                "[::]:80",
            })
    void neverOpensTheAppliancesOwnListeners(String target) {
        var address = IpPort.parse(target).orElseThrow();
        var exactly =
                List.of(
                        rule("1-65535", Cidr.of(address.ip()).toString()),
                        rule("1-65535", Cidr.of(SURROUNDINGS.judged(address.ip())).toString()));
        var group = new SecurityGroup("all", List.of(), exactly, Enforcement.REPORT);

        assertDenied(policy(group).decide(address.ip(), address.port()), OWN_LISTENER);
    }

    @Test
    void opensOtherPortsBesideItsOwn() {
        var everyPort = rule("1-65535", "10.9.0.0/16");
        var policy =
                policy(
                        new SecurityGroup(
                                "all", List.of(), List.of(everyPort), Enforcement.ENFORCE));

        assertAllowed(policy.decide(ip("10.9.0.2"), 54), "10.9.0.2:54", "10.9.0.0/16");
        assertAllowed(policy.decide(ip("10.9.0.3"), 53), "10.9.0.3:53", "10.9.0.0/16");
    }

    /** An own address that itself embeds an IPv4 address is still own. */
    @Test
    void knowsItsOwnListenerByTheAddressAsItIs() {
        var own =
                new OwnListeners(Map.of(ip("2002:a00:1::"), Ports.of(PortRange.of(443))), Set.of());
        var policy =
                new EgressPolicy(
                        List.of(group(Enforcement.ENFORCE, "10.0.0.1/32")),
                        Surroundings.of(List.of(), List.of(), own));

        assertDenied(policy.decide(ip("2002:a00:1::"), 443), OWN_LISTENER);
        assertAllowed(
                policy.decide(ip("2002:a00:1::1"), 443), "[2002:a00:1::1]:443", "10.0.0.1/32");
    }

    @Test
    void unitesTheGroupsAndNamesTheFirstRuleThatCovers() {
        var policy =
                policy(
                        group(Enforcement.ENFORCE, "10.1.0.0/16"),
                        group(Enforcement.ENFORCE, "10.2.0.0/16", "10.0.0.0/8"),
                        group(Enforcement.ENFORCE, "2001:db8::/32"));

        assertAllowed(policy.decide(ip("10.1.0.1"), 443), "10.1.0.1:443", "10.1.0.0/16");
        assertAllowed(policy.decide(ip("10.2.0.1"), 443), "10.2.0.1:443", "10.2.0.0/16");
        assertAllowed(policy.decide(ip("10.3.0.1"), 443), "10.3.0.1:443", "10.0.0.0/8");
        assertAllowed(policy.decide(ip("2001:db8::9"), 443), "[2001:db8::9]:443", "2001:db8::/32");
        assertDenied(policy.decide(ip("11.0.0.1"), 443), NO_RULE);
        assertDenied(policy.decide(ip("10.1.0.1"), 444), NO_RULE);
        assertDenied(policy.decide(ip("2001:db9::9"), 443), NO_RULE);
    }

    @Test
    void letsNothingPassWithoutAGroupOrARule() {
        assertDenied(policy().decide(ip("10.0.0.1"), 443), NO_SECURITY_GROUP);
        assertDenied(policy().decide(ip("127.0.0.1"), 443), SPECIAL_RANGE);
        assertDenied(policy().decide(ip("169.254.169.254"), 443), METADATA_ADDRESS);
        assertDenied(enforced().decide(ip("10.0.0.1"), 443), NO_RULE);
    }

    @Test
    void letsPassOnTrialOnlyWhereEveryGroupReports() {
        var report = group(Enforcement.REPORT, "10.0.0.0/8");

        assertThat(policy(report, group(Enforcement.REPORT)).decide(ip("11.0.0.1"), 443))
                .asInstanceOf(type(Verdict.Allow.class))
                .satisfies(allow -> assertThat(allow.target()).hasToString("11.0.0.1:443"))
                .extracting(Verdict.Allow::grounds)
                .asInstanceOf(type(Grounds.OnTrial.class))
                .extracting(trial -> trial.wouldBe().reason())
                .isEqualTo(NO_RULE);
        assertAllowed(policy(report).decide(ip("10.0.0.1"), 443), "10.0.0.1:443", "10.0.0.0/8");
        assertDenied(
                policy(report, group(Enforcement.ENFORCE)).decide(ip("11.0.0.1"), 443), NO_RULE);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, SPECIAL_RANGE",
        "64:ff9b::7f00:1, SPECIAL_RANGE",
        "fe80::1, SPECIAL_RANGE",
        "169.254.169.254, METADATA_ADDRESS",
        "fd00:ec2::254, METADATA_ADDRESS",
    })
    void neverTriesAPolicyOnSpecialAddresses(String address, Reason reason) {
        var policy = policy(group(Enforcement.REPORT, "0.0.0.0/0", "::/0"));

        assertDenied(policy.decide(ip(address), 443), reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.0.0.1 | 10.0.0.1:444 no egress rule covers it",
                "::1 | [::1]:444 is loopback (127.0.0.0/8, ::1/128);"
                        + " only a rule inside that range opens it",
                "64:ff9b::a9fe:a9fe | [64:ff9b::a9fe:a9fe]:444 stands for 169.254.169.254:"
                        + " is a metadata service; only a rule for exactly 169.254.169.254/32"
                        + " opens it",
                "64:ff9b::10.0.0.1 | [64:ff9b::a00:1]:444 stands for 10.0.0.1:"
                        + " no egress rule covers it",
            })
    void saysWhatWasDeniedAndWhatWouldOpenIt(String address, String detail) {
        assertThat(enforced("0.0.0.0/0").decide(ip(address), 444))
                .asInstanceOf(type(Verdict.Deny.class))
                .extracting(deny -> deny.denial().detail())
                .isEqualTo(detail);
    }

    @Test
    void namesItsReasonsForMetrics() {
        assertThat(Stream.of(Reason.values()).map(Reason::label))
                .containsExactly(
                        "no_security_group",
                        "no_rule",
                        "special_range",
                        "metadata_address",
                        "own_listener");
    }
}
