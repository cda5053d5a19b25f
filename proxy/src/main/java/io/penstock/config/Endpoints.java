package io.penstock.config;

import io.penstock.config.Words.Reference;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Node.Scalar;
import io.penstock.config.yaml.Problems;
import io.penstock.net.Ip;
import io.penstock.resource.Binding;
import io.penstock.resource.Endpoint;
import io.penstock.resource.EndpointOptions;
import io.penstock.resource.Identity;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.Kind;
import io.penstock.resource.ResourceConfiguration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code endpoints}. */
final class Endpoints {
    private static final Pattern ALMOST_ADDRESS = Pattern.compile("[0-9.]+(/[0-9]+)?|.*[:/].*");

    private final Register<Endpoint> register;
    private final Register<ResourceConfiguration> configurations;
    private final SecurityGroups groups;
    private final boolean pool;
    private final TlsFiles tlsFiles;

    /**
     * Endpoints on these configurations.
     *
     * @param owners whose they are
     * @param pool whether there are addresses for those that name none
     * @param tlsFiles reads certificates
     */
    Endpoints(
            Owners owners,
            Configurations configurations,
            SecurityGroups groups,
            boolean pool,
            TlsFiles tlsFiles,
            Problems problems) {
        this.register = new Register<>(Kind.ENDPOINT, owners, problems);
        this.configurations = configurations.register();
        this.groups = groups;
        this.pool = pool;
        this.tlsFiles = tlsFiles;
    }

    /** Reads one file's. */
    void read(Fields file) {
        register.read(file.each("endpoints"), this::endpoint);
    }

    private Optional<Endpoint> endpoint(Identity identity, Fields fields) {
        var type =
                fields.one("ipAddressType", Literals.choice(IpAddressType.class))
                        .orElse(IpAddressType.DUALSTACK);
        var privateDns = PrivateDnsOptions.read(fields);
        var options = fields.inner("options");
        var attached = groups.attachedTo(identity, fields);
        var bindings = bindings(fields, type);
        var advertised = options.list("advertisedAddresses", Endpoints::advertised);
        var balancers = options.list("proxyProtocolFrom", Literals::cidr);
        var quota = Options.quota(options.inner("limits"));
        var children = childAddresses(options, type);
        var tls = TlsSettings.read(options, tlsFiles);
        var used = configuration(identity, fields);
        used.ifPresentOrElse(
                found -> belongs(fields, found), () -> needsAddresses(identity, fields));
        return used.map(configuration ->
                new Endpoint(
                        identity,
                        configuration,
                        attached,
                        type,
                        bindings,
                        privateDns,
                        new EndpointOptions(advertised, children, balancers, quota, tls)));
    }

    private Optional<ResourceConfiguration> configuration(Identity identity, Fields fields) {
        var reference =
                fields.required(
                        "resourceConfiguration",
                        "resourceConfiguration: zigi-web",
                        Words::reference);
        if (reference.isEmpty()) {
            return Optional.empty();
        }
        return configurations
                .find(reference.get(), identity.owner())
                .filter(entry -> isUsable(identity, fields, reference.get(), entry))
                .flatMap(Register.Entry::value);
    }

    /** Where it listens, against what it is for. */
    private void belongs(Fields fields, ResourceConfiguration configuration) {
        boolean none = fields.isEmpty("addresses");
        var own = fields.inner("options").inner("childAddresses");
        ChildAddresses.belong(own, configuration);
        PrivateDnsOptions.belong(fields, configuration);
        TlsSettings.belong(fields.inner("options"), configuration);
        if (configuration instanceof ResourceConfiguration.Cidrs) {
            if (!none) {
                fields.problems()
                        .error(
                                fields.keyAt("addresses"),
                                "`addresses` does not go with a configuration of type CIDR: the"
                                        + " endpoint listens on its ranges, which are routed here");
            }
        } else if (none && !pool && !ChildAddresses.areComplete(own, configuration)) {
            lacksAddresses(fields);
        }
    }

    /** The same for an endpoint of whose configuration nothing more than its type is known. */
    private void needsAddresses(Identity identity, Fields fields) {
        boolean onRanges =
                fields.one("resourceConfiguration", Literals::raw)
                        .flatMap(name -> configurations.known(name, identity.owner()))
                        .flatMap(entry -> entry.fields().one("type", Literals.choice(Type.class)))
                        .filter(Type.CIDR::equals)
                        .isPresent();
        if (fields.isEmpty("addresses") && !fields.isBroken() && !pool && !onRanges) {
            lacksAddresses(fields);
        }
    }

    private static void lacksAddresses(Fields fields) {
        fields.problems()
                .error(
                        fields.place(),
                        "`addresses` is missing, and there is no `appliance.addressPool`; for"
                                + " example `addresses: [10.9.0.10]`");
    }

    private static Map<String, List<Ip>> childAddresses(Fields options, IpAddressType type) {
        var children = options.inner("childAddresses");
        var addresses = new LinkedHashMap<String, List<Ip>>();
        for (var label : children.written()) {
            var ips =
                    children.list(
                            label,
                            (scalar, problems) -> {
                                var ip = Literals.ip(scalar, problems);
                                ip.ifPresent(found -> isOfType(found, type, scalar, problems));
                                return ip;
                            });
            if (!ips.isEmpty()) {
                addresses.put(label, ips);
            }
        }
        return addresses;
    }

    private static void isOfType(Ip ip, IpAddressType type, Scalar scalar, Problems problems) {
        if (!type.includes(ip)) {
            problems.error(
                    scalar.place(),
                    "`%s` is not an %s address".formatted(scalar.text(), shown(type)));
        }
    }

    private static boolean isUsable(
            Identity endpoint,
            Fields fields,
            Reference reference,
            Register.Entry<ResourceConfiguration> entry) {
        var other = entry.fields();
        var type = other.one("type", Literals.choice(Type.class));
        if (type.filter(Type.CHILD::equals).isPresent()
                || entry.value().orElse(null) instanceof ResourceConfiguration.Child) {
            fields.problems()
                    .error(
                            reference.place(),
                            "`%s` is a CHILD, which is used through its %s; name that"
                                    .formatted(
                                            reference,
                                            type.filter(Type.ARN::equals).isPresent()
                                                    ? "configuration of type ARN, `"
                                                            + other.one("name", Literals::raw)
                                                                    .orElse("")
                                                            + "`"
                                                    : "GROUP"));
            return false;
        }
        boolean own = entry.identity().owner().equals(endpoint.owner());
        if (!own && !other.list("sharedWith", Words::account).contains(endpoint.owner())) {
            // No error: its owner must be able to withdraw it without this endpoint's owner.
            fields.problems()
                    .withheld(
                            reference.place(),
                            "`%s` is not shared with account %s, so nobody gets through this endpoint; its owner names the account in `sharedWith`"
                                    .formatted(reference, endpoint.owner()));
        }
        return true;
    }

    private static List<Binding> bindings(Fields fields, IpAddressType type) {
        var seen = new HashSet<Binding>();
        return fields.list(
                "addresses",
                (scalar, problems) -> {
                    var binding = binding(scalar, problems, type);
                    if (binding.isPresent() && !seen.add(binding.get())) {
                        problems.error(scalar.place(), "`" + scalar.text() + "` is here twice");
                    }
                    return binding;
                });
    }

    private static Optional<Binding> binding(Scalar scalar, Problems problems, IpAddressType type) {
        var text = scalar.text();
        if (text.equals("*")) {
            return Optional.of(new Binding.Wildcard());
        }
        var ip = Ip.parse(text);
        if (ip.isPresent()) {
            isOfType(ip.get(), type, scalar, problems);
            return Optional.of(new Binding.Address(ip.get()));
        }
        if (ALMOST_ADDRESS.matcher(text).matches() || !Words.isDevice(text)) {
            problems.error(
                    scalar.place(),
                    "`%s` is not an address, an interface or `\"*\"`; ports stand in the resource configuration's `portRanges`"
                            .formatted(text));
            return Optional.empty();
        }
        return Optional.of(new Binding.Device(text));
    }

    private static String shown(IpAddressType type) {
        return switch (type) {
            case IPV4 -> "IPv4";
            case IPV6 -> "IPv6";
            case DUALSTACK -> "IP";
        };
    }

    private static Optional<Ip> advertised(Scalar scalar, Problems problems) {
        var ip = Literals.ip(scalar, problems);
        if (ip.filter(Ip::isAny).isPresent()) {
            problems.error(
                    scalar.place(), "`%s` is no address to connect to".formatted(scalar.text()));
        }
        return ip;
    }

    /** Every endpoint, and what was written of it. */
    Register<Endpoint> register() {
        return register;
    }
}
