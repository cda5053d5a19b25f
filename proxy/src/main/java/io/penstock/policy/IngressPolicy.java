package io.penstock.policy;

import io.penstock.net.Ip;
import io.penstock.policy.Denial.Reason;
import java.util.List;

/**
 * Which clients an endpoint lets in: a pure function of the client's address and the port it came
 * to. Immutable; any thread.
 */
public final class IngressPolicy {
    private final boolean hasGroup;
    private final List<Rule> rules;
    private final boolean onTrial;

    /** The union of the ingress rules of these groups. */
    public IngressPolicy(List<SecurityGroup> groups) {
        this.hasGroup = !groups.isEmpty();
        this.rules = groups.stream().flatMap(group -> group.ingress().stream()).toList();
        this.onTrial = allReport(groups);
    }

    /** Whether the client may come to that port of the endpoint, and what decided it. */
    public Admission decide(Ip client, int port) {
        for (var rule : rules) {
            if (rule.covers(client, port)) {
                return new Admission.Admitted(new Grounds.ByRule(rule));
            }
        }
        if (!hasGroup) {
            return new Admission.Refused(
                    new Denial(Reason.NO_SECURITY_GROUP, "the endpoint has no security group"));
        }
        var denial =
                new Denial(
                        Reason.NO_RULE, "no ingress rule lets " + client + " come to port " + port);
        return onTrial
                ? new Admission.Admitted(new Grounds.OnTrial(denial))
                : new Admission.Refused(denial);
    }

    /**
     * A policy is on trial only where every attached group says so; without a group there is none.
     */
    static boolean allReport(List<SecurityGroup> groups) {
        return !groups.isEmpty()
                && groups.stream().allMatch(group -> group.enforcement() == Enforcement.REPORT);
    }
}
