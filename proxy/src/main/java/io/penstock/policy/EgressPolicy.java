package io.penstock.policy;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.policy.Denial.Reason;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Which addresses a resource gateway may dial. A pure function of the very address and port that
 * will be dialed, so that a name which resolves elsewhere a moment later gains nothing. Immutable;
 * any thread.
 */
public final class EgressPolicy {
    private final List<Rule> rules;
    private final boolean hasGroup;
    private final boolean onTrial;
    private final Surroundings surroundings;

    /** The union of the egress rules of these groups. */
    public EgressPolicy(List<SecurityGroup> groups, Surroundings surroundings) {
        this.rules = groups.stream().flatMap(group -> group.egress().stream()).toList();
        this.hasGroup = !groups.isEmpty();
        this.onTrial = IngressPolicy.allReport(groups);
        this.surroundings = surroundings;
    }

    /** Whether the address and port may be dialed, and what decided it. */
    public Verdict decide(Ip address, int port) {
        var dial = new Dial(address, surroundings.judged(address), port);
        if (isOwn(dial)) {
            return dial.deny(Reason.OWN_LISTENER, "is the appliance's own listener");
        }
        if (surroundings.metadata().contains(dial.judged)) {
            var only = Cidr.of(dial.judged);
            return expressly(
                    dial,
                    only::equals,
                    Reason.METADATA_ADDRESS,
                    () -> "is a metadata service; only a rule for exactly " + only + " opens it");
        }
        Optional<SpecialRange> special = SpecialRange.of(dial.judged);
        if (special.isPresent()) {
            var range = special.get();
            return expressly(
                    dial,
                    range::isMeantBy,
                    Reason.SPECIAL_RANGE,
                    () -> "is " + range + "; only a rule inside that range opens it");
        }
        return ordinary(dial);
    }

    /** The address itself, too: it may be one of the appliance's although an IPv4 is in it. */
    private boolean isOwn(Dial dial) {
        return surroundings.own().contains(dial.address, dial.port)
                || surroundings.own().contains(dial.judged, dial.port);
    }

    private Verdict expressly(
            Dial dial, Predicate<Cidr> means, Reason reason, Supplier<String> detail) {
        for (var rule : rules) {
            if (means.test(rule.cidr()) && rule.covers(dial.judged, dial.port)) {
                return dial.allow(new Grounds.ByRule(rule));
            }
        }
        return dial.deny(reason, detail.get());
    }

    private Verdict ordinary(Dial dial) {
        for (var rule : rules) {
            if (rule.covers(dial.judged, dial.port)) {
                return dial.allow(new Grounds.ByRule(rule));
            }
        }
        if (!hasGroup) {
            return dial.deny(Reason.NO_SECURITY_GROUP, "the gateway has no security group");
        }
        var denied = dial.deny(Reason.NO_RULE, "no egress rule covers it");
        return onTrial ? dial.allow(new Grounds.OnTrial(denied.denial())) : denied;
    }

    /** What is asked for, and the address that it is judged by. */
    private record Dial(Ip address, Ip judged, int port) {
        Verdict.Allow allow(Grounds grounds) {
            return new Verdict.Allow(address, port, grounds);
        }

        Verdict.Deny deny(Reason reason, String why) {
            var meaning = judged.equals(address) ? " " : " stands for " + judged + ": ";
            var text = address.bracketed() + ":" + port + meaning + why;
            return new Verdict.Deny(address, port, new Denial(reason, text));
        }
    }
}
