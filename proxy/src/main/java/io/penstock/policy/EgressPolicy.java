package io.penstock.policy;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.policy.Denial.Reason;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which addresses a resource gateway may dial. A pure function of the very address and port that
 * will be dialed, so that a name which resolves elsewhere a moment later gains nothing. Immutable;
 * any thread.
 */
public final class EgressPolicy {
    private final List<SecurityGroup> groups;
    private final List<Rule> rules;
    private final boolean onTrial;
    private final Surroundings surroundings;

    /** The union of the egress rules of these groups. */
    public EgressPolicy(List<SecurityGroup> groups, Surroundings surroundings) {
        this.groups = List.copyOf(groups);
        this.rules = groups.stream().flatMap(group -> group.egress().stream()).toList();
        this.onTrial = IngressPolicy.allReport(groups);
        this.surroundings = surroundings;
    }

    /** Whether the address and port may be dialed, and what decided it. */
    public Verdict decide(Ip address, int port) {
        var judged = surroundings.judged(address);
        if (isOwn(address, judged, port)) {
            return deny(address, port, Reason.OWN_LISTENER, "is the appliance's own listener");
        }
        if (surroundings.metadata().contains(judged)) {
            return decide(
                    address,
                    port,
                    rule -> rule.cidr().isSingle() && rule.covers(judged, port),
                    Reason.METADATA_ADDRESS,
                    "is a metadata service; only a rule for exactly "
                            + Cidr.of(judged)
                            + " opens it");
        }
        Optional<SpecialRange> special = SpecialRange.of(judged);
        if (special.isPresent()) {
            var range = special.get();
            return decide(
                    address,
                    port,
                    rule -> range.isMeantBy(rule.cidr()) && rule.covers(judged, port),
                    Reason.SPECIAL_RANGE,
                    "is " + range + "; only a rule inside " + range.ranges() + " opens it");
        }
        return ordinary(address, judged, port);
    }

    private boolean isOwn(Ip address, Ip judged, int port) {
        return surroundings.own().contains(address, port)
                || (!judged.equals(address) && surroundings.own().contains(judged, port));
    }

    private Verdict decide(
            Ip address, int port, Predicate<Rule> opens, Reason reason, String detail) {
        for (var rule : rules) {
            if (opens.test(rule)) {
                return new Verdict.Allow(address, port, new Grounds.ByRule(rule));
            }
        }
        return deny(address, port, reason, detail);
    }

    private Verdict ordinary(Ip address, Ip judged, int port) {
        for (var rule : rules) {
            if (rule.covers(judged, port)) {
                return new Verdict.Allow(address, port, new Grounds.ByRule(rule));
            }
        }
        if (groups.isEmpty()) {
            return deny(
                    address, port, Reason.NO_SECURITY_GROUP, "the gateway has no security group");
        }
        var denial = deny(address, port, Reason.NO_RULE, "no egress rule covers it");
        return onTrial
                ? new Verdict.Allow(address, port, new Grounds.OnTrial(denial.denial()))
                : denial;
    }

    private static Verdict.Deny deny(Ip address, int port, Reason reason, String detail) {
        var text = address.bracketed() + ":" + port + " " + detail;
        return new Verdict.Deny(address, port, new Denial(reason, text));
    }
}
