package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Problems;
import io.penstock.net.Ports;
import io.penstock.resource.Definition;
import io.penstock.resource.Identity;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceConfiguration.Child;
import io.penstock.resource.ResourceConfiguration.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads configurations of type CHILD, which have their gateway, their ports and their options from
 * their group where they say nothing, and gives each group its children.
 */
final class Children {
    private final Register<ResourceConfiguration> register;
    private final TlsFiles tlsFiles;
    private final Problems problems;
    private final Map<Identity, List<Child>> byGroup = new HashMap<>();

    /**
     * Children of these groups.
     *
     * @param register with every group in it
     * @param tlsFiles reads certificates
     */
    Children(Register<ResourceConfiguration> register, TlsFiles tlsFiles, Problems problems) {
        this.tlsFiles = tlsFiles;
        this.register = register;
        this.problems = problems;
    }

    /** One child; empty if it is wrong, which was reported, or if its group is. */
    Optional<ResourceConfiguration> read(Identity identity, Fields fields) {
        var definition = Definitions.read(fields, Type.CHILD);
        var own = new Ports(fields.list("portRanges", Literals::portRange));
        var customDomain = fields.one("customDomainName", Words::domainOrWildcard);
        var entry =
                fields.required(
                                "resourceConfigurationGroup",
                                "resourceConfigurationGroup: my-group",
                                Words::reference)
                        .flatMap(reference -> register.findOwnEntry(reference, identity.owner()));
        if (entry.isEmpty() || !isGroup(fields, entry.get())) {
            return Optional.empty();
        }
        against(entry.get().fields(), fields, own, customDomain);
        if (!(entry.get().value().orElse(null) instanceof Group group)
                || !(definition.orElse(null) instanceof Definition.Target target)) {
            return Optional.empty();
        }
        Configurations.reaches(fields, group.gateway(), target);
        var ports = own.isEmpty() ? group.ports() : own;
        var options = Options.read(fields.inner("options"), ports, group.options(), tlsFiles);
        Configurations.fits(fields, ports, options, target);
        HealthOptions.fits(fields.inner("options"), options.health(), group.gateway());
        var child =
                new Child(
                        identity,
                        identity.name(),
                        group.gateway(),
                        ports,
                        target,
                        customDomain,
                        group.sharedWith(),
                        options);
        byGroup.computeIfAbsent(group.identity(), _ -> new ArrayList<>()).add(child);
        return Optional.of(child);
    }

    private boolean isGroup(Fields fields, Register.Entry<ResourceConfiguration> entry) {
        boolean group =
                entry.fields()
                        .one("type", Literals.choice(Type.class))
                        .filter(type -> type != Type.GROUP)
                        .isEmpty();
        if (!group) {
            problems.error(
                    fields.at("resourceConfigurationGroup"),
                    "a CHILD belongs to a configuration of type GROUP, and this is none");
        }
        return group;
    }

    private void against(Fields group, Fields fields, Ports ports, Optional<String> customDomain) {
        var groupPorts = new Ports(group.list("portRanges", Literals::portRange));
        if (!groupPorts.isEmpty() && !groupPorts.contains(ports)) {
            problems.error(
                    fields.at("portRanges"),
                    "`%s` do not all lie in the group's (%s)".formatted(ports, groupPorts));
        }
        var groupDomain = group.one("groupDomain", Words::domain);
        if (groupDomain.isPresent()
                && customDomain.filter(d -> !d.endsWith("." + groupDomain.get())).isPresent()) {
            problems.error(
                    fields.at("customDomainName"),
                    "must lie under the group's domain: `*.%s`".formatted(groupDomain.get()));
        }
    }

    /** Gives every group its children, once all are read. */
    void join() {
        register.amend(configuration ->
                configuration instanceof Group group
                        ? group.with(byGroup.getOrDefault(group.identity(), List.of()))
                        : configuration);
    }
}
