package io.penstock.config;

import io.penstock.config.Words.Reference;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Problems;
import io.penstock.net.Ports;
import io.penstock.policy.Enforcement;
import io.penstock.policy.Rule;
import io.penstock.policy.SecurityGroup;
import io.penstock.resource.Identity;
import io.penstock.resource.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Reads {@code securityGroups} and attaches them to other objects. */
final class SecurityGroups {
    private static final int MAX_ATTACHED = 5;

    private final Register<SecurityGroup> register;

    SecurityGroups(Owners owners, Problems problems) {
        this.register = new Register<>(Kind.SECURITY_GROUP, owners, problems);
    }

    /** Reads one file's. */
    void read(Fields file) {
        register.read(file.each("securityGroups"), SecurityGroups::group);
    }

    private static Optional<SecurityGroup> group(Identity identity, Fields fields) {
        var ingress = rules(identity, fields, "ingress");
        var egress = rules(identity, fields, "egress");
        var enforcement =
                fields.inner("options")
                        .one("enforcement", Literals.choice(Enforcement.class))
                        .orElse(Enforcement.ENFORCE);
        return Optional.of(new SecurityGroup(identity.reference(), ingress, egress, enforcement));
    }

    private static List<Rule> rules(Identity group, Fields fields, String direction) {
        var rules = new ArrayList<Rule>();
        int number = 0;
        for (var rule : fields.each(direction)) {
            var source = group.name() + " " + direction + "[" + number++ + "]";
            rule.require("ports", "ports: \"80\"");
            var ports = new Ports(rule.list("ports", Literals::portRange));
            var cidr = rule.required("cidr", "cidr: 10.0.1.0/24", Literals::cidr);
            cidr.ifPresent(range -> rules.add(new Rule(source, ports, range)));
        }
        return rules;
    }

    /** The groups that an object names in {@code securityGroups}. */
    List<SecurityGroup> attachedTo(Identity identity, Fields fields) {
        var references = fields.list("securityGroups", Words::reference);
        if (references.size() > MAX_ATTACHED) {
            fields.problems()
                    .error(
                            fields.at("securityGroups"),
                            "has %d security groups; at most %d"
                                    .formatted(references.size(), MAX_ATTACHED));
        }
        if (fields.isEmpty("securityGroups") && !fields.isBroken()) {
            fields.problems()
                    .warning(
                            fields.place(),
                            "`"
                                    + identity.name()
                                    + "` has no security group, so nothing passes; name one in"
                                    + " `securityGroups`");
        }
        return distinct(identity, fields.problems(), references);
    }

    private List<SecurityGroup> distinct(
            Identity identity, Problems problems, List<Reference> references) {
        var groups = new ArrayList<SecurityGroup>();
        var seen = new HashSet<Identity>();
        for (var reference : references) {
            register.findOwn(reference, identity.owner()).ifPresent(groups::add);
            var owner = reference.owner().orElse(identity.owner());
            if (!seen.add(Identity.of(Kind.SECURITY_GROUP, owner, reference.name()))) {
                problems.error(reference.place(), "`" + reference + "` is here twice");
            }
        }
        return groups;
    }

    /** Every group. */
    List<Register.Entry<SecurityGroup>> entries() {
        return register.entries();
    }
}
