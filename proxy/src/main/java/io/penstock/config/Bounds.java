package io.penstock.config;

import io.penstock.config.ConfigReader.Objects;
import io.penstock.config.Grants.Grant;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Literal;
import io.penstock.config.yaml.Place;
import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.policy.Enforcement;
import io.penstock.policy.OwnListeners;
import io.penstock.policy.SecurityGroup;
import io.penstock.policy.Surroundings;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceGateway;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Holds what stands in files that are bound to an owner to what {@code appliance.grants} gives that
 * owner. What the operator wrote for the same owner in a file of his own needs no grant.
 */
final class Bounds {
    private static final Cidr ALL_V4 = Cidr.parse("0.0.0.0/0").orElseThrow();
    private static final Cidr ALL_V6 = Cidr.parse("::/0").orElseThrow();

    private final Owners owners;
    private final Grants grants;
    private final Objects objects;
    private final Surroundings surroundings;

    Bounds(Owners owners, Grants grants, Objects objects) {
        this.owners = owners;
        this.grants = grants;
        this.objects = objects;
        this.surroundings =
                Surroundings.of(
                        objects.settings().metadataAddresses(),
                        objects.settings().nat64Prefixes(),
                        OwnListeners.NONE);
    }

    /** One bound object, and to whom. */
    private record Subject(Fields fields, String owner) {}

    /** Reports everything that is not granted. */
    void check() {
        bound(objects.groups().entries()).forEach(this::rules);
        objects.gateways().entries().forEach(this::trial);
        bound(objects.gateways().entries()).forEach(this::gateway);
        bound(objects.configurations().register().entries()).forEach(this::target);
        for (var entry : objects.endpoints().register().entries()) {
            owners.boundTo(entry.fields())
                    .map(owner -> new Subject(entry.fields(), owner))
                    .ifPresent(subject -> {
                        listens(subject);
                        entry.value().ifPresent(e -> ranges(subject, e.configuration()));
                    });
        }
    }

    private <T> List<Subject> bound(List<Register.Entry<T>> entries) {
        return entries.stream()
                .map(Register.Entry::fields)
                .flatMap(fields ->
                        owners.boundTo(fields).map(owner -> new Subject(fields, owner)).stream())
                .toList();
    }

    private void rules(Subject group) {
        for (var rule : group.fields().each("egress")) {
            rule.one("cidr", dialed(group));
        }
    }

    /** A gateway whose every group only reports dials what it likes, but special ranges. */
    private void trial(Register.Entry<ResourceGateway> entry) {
        var attached = entry.value().map(ResourceGateway::securityGroups).orElse(List.of());
        if (attached.stream().anyMatch(group -> group.enforcement() == Enforcement.ENFORCE)) {
            return;
        }
        var type = entry.value().map(ResourceGateway::ipAddressType);
        for (var group : bound(written(attached))) {
            var options = group.fields().inner("options");
            for (var all : type.map(Bounds::everything).orElse(List.of())) {
                if (!mayDial(group.owner(), all)) {
                    refuse(
                            group.owner(),
                            options.at("enforcement"),
                            "at the gateway `%s` a group that only reports opens `%s`, which"
                                    .formatted(entry.identity().name(), all),
                            "cidrs",
                            all.toString());
                }
            }
        }
    }

    private List<Register.Entry<SecurityGroup>> written(List<SecurityGroup> groups) {
        var names = groups.stream().map(SecurityGroup::name).toList();
        return objects.groups().entries().stream()
                .filter(entry -> names.contains(entry.identity().reference()))
                .toList();
    }

    private static List<Cidr> everything(IpAddressType type) {
        return switch (type) {
            case IPV4 -> List.of(ALL_V4);
            case IPV6 -> List.of(ALL_V6);
            case DUALSTACK -> List.of(ALL_V4, ALL_V6);
        };
    }

    private void gateway(Subject gateway) {
        var options = gateway.fields().inner("options");
        options.list(
                "dnsServers",
                granted(gateway, "dnsServers", Literals::dnsServer, Grant::dnsServers));
        options.list("sourceAddresses", address(gateway));
        options.one("interface", granted(gateway, "interfaces", Literals::text, Grant::interfaces));
    }

    private void target(Subject configuration) {
        var definition = configuration.fields().inner("resourceConfigurationDefinition");
        definition
                .inner("ipResource")
                .one(
                        "ipAddress",
                        (scalar, problems) ->
                                Literals.ip(scalar, problems)
                                        .map(ip -> Cidr.of(surroundings.judged(ip)))
                                        .map(only -> dialed(configuration, scalar.place(), only)));
        definition.inner("cidrResource").list("cidrRanges", dialed(configuration));
    }

    private Literal<Cidr> dialed(Subject subject) {
        return (scalar, problems) ->
                Literals.cidr(scalar, problems)
                        .map(range -> dialed(subject, scalar.place(), range));
    }

    private Cidr dialed(Subject subject, Place place, Cidr range) {
        if (!mayDial(subject.owner(), range)) {
            refuse(subject.owner(), place, "`" + range + "`", "cidrs", range.toString());
        }
        return range;
    }

    /** A grant is read as a rule is: one for everything opens no special range. */
    private boolean mayDial(String owner, Cidr range) {
        return has(
                owner,
                grant -> grant.cidrs().stream().anyMatch(g -> surroundings.covers(g, range)));
    }

    private void listens(Subject endpoint) {
        var device = granted(endpoint, "interfaces", Literals::text, Grant::interfaces);
        endpoint.fields()
                .list(
                        "addresses",
                        (scalar, problems) -> {
                            var ip = Ip.parse(scalar.text());
                            if (scalar.text().equals("*") || ip.filter(Ip::isAny).isPresent()) {
                                wildcard(endpoint, scalar.place(), scalar.text());
                            } else if (ip.isPresent()) {
                                address(endpoint).read(scalar, problems);
                            } else {
                                device.read(scalar, problems);
                            }
                            return Optional.of(scalar);
                        });
        var children = endpoint.fields().inner("options").inner("childAddresses");
        children.written().forEach(label -> children.list(label, address(endpoint)));
    }

    private void wildcard(Subject endpoint, Place place, String text) {
        if (!has(endpoint.owner(), Grant::everyAddress)) {
            refuse(endpoint.owner(), place, "`" + text + "`", "addresses", "*");
        }
    }

    /** Clients of a CIDR configuration come to the ranges themselves. */
    private void ranges(Subject endpoint, ResourceConfiguration configuration) {
        if (configuration instanceof ResourceConfiguration.Cidrs cidrs) {
            for (var range : cidrs.definition().ranges()) {
                if (!mayListen(endpoint.owner(), range)) {
                    refuse(
                            endpoint.owner(),
                            endpoint.fields().at("resourceConfiguration"),
                            "to listen on its range `" + range + "`",
                            "addresses",
                            range.toString());
                }
            }
        }
    }

    private Literal<Ip> address(Subject subject) {
        return (scalar, problems) -> {
            var ip = Literals.ip(scalar, problems);
            if (ip.filter(found -> !mayListen(subject.owner(), Cidr.of(found))).isPresent()) {
                refuse(
                        subject.owner(),
                        scalar.place(),
                        "`" + scalar.text() + "`",
                        "addresses",
                        scalar.text());
            }
            return ip;
        };
    }

    private boolean mayListen(String owner, Cidr range) {
        return has(
                owner,
                grant ->
                        grant.everyAddress()
                                || grant.addresses().stream().anyMatch(g -> g.contains(range)));
    }

    /** What is granted by name. */
    private <T> Literal<T> granted(
            Subject subject, String key, Literal<T> literal, Function<Grant, List<T>> of) {
        return (scalar, problems) -> {
            var value = literal.read(scalar, problems);
            if (value.filter(v -> !has(subject.owner(), grant -> of.apply(grant).contains(v)))
                    .isPresent()) {
                refuse(
                        subject.owner(),
                        scalar.place(),
                        "`" + scalar.text() + "`",
                        key,
                        scalar.text());
            }
            return value;
        };
    }

    private boolean has(String owner, Predicate<Grant> what) {
        return grants.of(owner).filter(what).isPresent();
    }

    private void refuse(String owner, Place place, String what, String key, String value) {
        var remedy =
                grants.of(owner)
                        .map(grant ->
                                "add `\"%s\"` to `%s` of the grant at %s"
                                        .formatted(value, key, grant.fields().place().position()))
                        .orElse(
                                "write `appliance: {grants: [{owner: \"%s\", %s: [\"%s\"]}]}`"
                                        .formatted(owner, key, value));
        objects.appliance()
                .problems()
                .error(place, "%s is not granted to account %s; %s".formatted(what, owner, remedy));
    }
}
