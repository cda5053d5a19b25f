package io.penstock.policy;

import java.util.List;

/**
 * A named set of rules, as EC2's security group. The groups attached to one object are unioned.
 *
 * @param name {@code owner/name}
 * @param ingress who may come in; used where the group is attached to an endpoint
 * @param egress what may be dialed; used where the group is attached to a resource gateway
 */
public record SecurityGroup(
        String name, List<Rule> ingress, List<Rule> egress, Enforcement enforcement) {
    /** Copies the lists. */
    public SecurityGroup {
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
    }
}
