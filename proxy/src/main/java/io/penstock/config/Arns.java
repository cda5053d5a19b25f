package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Node;
import io.penstock.config.yaml.Problems;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.resource.Definition;
import io.penstock.resource.Identity;
import io.penstock.resource.Kind;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceConfiguration.Arn;
import io.penstock.resource.ResourceConfiguration.Child;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What ARNs stand for ({@code appliance.arns}), and the children that configurations of type ARN
 * have of it. The first target of a role is named after the role, the next ones {@code reader-2}
 * and so on, so that one more moves no other.
 */
final class Arns {
    private enum Role {
        WRITER,
        READER
    }

    private record Target(Role role, String domainName, int port) {}

    private static final String TARGETS =
            "targets: [{role: WRITER, domainName: db.example.com, port: 5432}]";
    private static final String ANY_ARN = "arn:aws:rds:eu-west-1:111122223333:cluster:db";
    private static final int MAX_PORT = 65_535;

    private final Problems problems;
    private final Map<String, List<Target>> targets = new HashMap<>();
    private final Map<String, Fields> rows = new HashMap<>();
    private final String remedy;
    private final boolean complete;

    /**
     * Those of the table or of the file.
     *
     * @param file the document that {@code appliance.arns.file} names; empty where none does, or
     *     where it cannot be read, which was reported
     */
    Arns(Fields appliance, Optional<Node> file, Problems problems) {
        this.problems = problems;
        var arns = appliance.inner("arns");
        boolean named = arns.one("file", Literals::text).isPresent();
        if (appliance.has("arns") && !arns.isBroken() && arns.has("table") == arns.has("file")) {
            problems.error(
                    arns.place(),
                    arns.has("table")
                            ? "has `table` and `file`; leave out one of them"
                            : "needs `table` or `file`; for example `file: arns.yaml`");
        }
        read(arns);
        var other = file.map(document -> Fields.of(document, Grammar.ARNS_FILE, problems));
        other.ifPresent(this::readFile);
        this.complete =
                !arns.isBroken() && (!named || other.filter(it -> it.has("table")).isPresent());
        this.remedy =
                named
                        ? "the `table` in " + arns.one("file", Literals::raw).orElseThrow()
                        : "`appliance.arns.table`";
    }

    private void readFile(Fields fields) {
        if (!fields.has("table")) {
            fields.require("table", "table: []");
        }
        read(fields);
    }

    private void read(Fields fields) {
        for (var row : fields.each("table")) {
            var arn = row.required("arn", "arn: \"" + ANY_ARN + "\"", Definitions::arn);
            row.require("targets", TARGETS);
            var read = new ArrayList<Target>();
            row.each("targets").forEach(target -> target(target, read));
            if (arn.isPresent()) {
                var first = rows.putIfAbsent(arn.get(), row);
                if (first != null) {
                    problems.error(
                            row.at("arn"),
                            "`%s` is here twice; the first is at %s"
                                    .formatted(arn.get(), first.at("arn").position()));
                }
                targets.putIfAbsent(arn.get(), List.copyOf(read));
            }
        }
    }

    private void target(Fields fields, List<Target> before) {
        var role = fields.required("role", "role: WRITER", Literals.choice(Role.class));
        var name = fields.required("domainName", "domainName: db.example.com", Words::domain);
        var port = fields.required("port", "port: 5432", Literals.number(1, MAX_PORT));
        if (role.isEmpty() || name.isEmpty() || port.isEmpty()) {
            return;
        }
        var target = new Target(role.get(), name.get(), port.get());
        if (before.contains(target)) {
            problems.error(fields.place(), "this target is here twice; leave out one of them");
        }
        before.add(target);
    }

    /** Gives every configuration of type ARN its children, and adds these as well. */
    void join(Register<ResourceConfiguration> register) {
        for (var entry : register.entries()) {
            if (entry.value().orElse(null) instanceof Arn arn) {
                join(register, entry, arn);
            }
        }
    }

    private void join(
            Register<ResourceConfiguration> register,
            Register.Entry<ResourceConfiguration> entry,
            Arn arn) {
        var found = targets.get(arn.definition().arn());
        if (found == null) {
            unknown(entry.fields(), arn.definition());
            return;
        }
        var children = children(arn, found);
        register.replace(arn.with(children), arn.identity());
        for (var child : children) {
            register.add(child.identity(), entry.fields(), child)
                    .ifPresent(taken ->
                            problems.error(
                                    taken.fields().at("name"),
                                    "the name `%s` is taken by a child of `%s` (%s), of type ARN; rename one of them"
                                            .formatted(
                                                    child.identity().name(),
                                                    arn.identity().name(),
                                                    entry.fields().at("name").position())));
        }
    }

    private void unknown(Fields configuration, Definition.Arn definition) {
        if (complete) { // else what it stands for may be in what could not be read
            problems.error(
                    arnOf(configuration).at("arn"),
                    "nothing says what `%s` stands for; add to %s: `{arn: \"%s\", %s}`"
                            .formatted(definition.arn(), remedy, definition.arn(), TARGETS));
        }
    }

    private static Fields arnOf(Fields configuration) {
        return configuration.inner("resourceConfigurationDefinition").inner("arnResource");
    }

    private static List<Child> children(Arn arn, List<Target> targets) {
        var seen = new EnumMap<Role, Integer>(Role.class);
        var children = new ArrayList<Child>();
        for (var target : targets) {
            int number = seen.merge(target.role(), 1, Integer::sum);
            var role = target.role().name().toLowerCase(Locale.ROOT);
            children.add(child(arn, number == 1 ? role : role + "-" + number, target));
        }
        return children;
    }

    private static Child child(Arn arn, String label, Target target) {
        var identity = arn.identity();
        return new Child(
                Identity.of(
                        Kind.RESOURCE_CONFIGURATION,
                        identity.owner(),
                        identity.name() + "-" + label),
                label,
                arn.gateway(),
                Ports.of(PortRange.of(target.port())),
                new Definition.Dns(target.domainName(), arn.gateway().ipAddressType()),
                Optional.of(target.domainName()),
                arn.sharedWith(),
                arn.options());
    }
}
