package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Node.Scalar;
import io.penstock.config.yaml.Problems;
import io.penstock.net.Cidr;
import io.penstock.resource.Definition;
import io.penstock.resource.IpAddressType;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads a {@code resourceConfigurationDefinition}: exactly one of four. */
final class Definitions {
    private static final int MAX_RANGES = 10;
    private static final Pattern ARN =
            Pattern.compile(
                    "arn:[a-z0-9][-.a-z0-9]{0,62}:[a-z0-9]([-.a-z0-9]{0,62})?:"
                            + "([a-z0-9][-.a-z0-9]{0,62})?:[0-9]{12}:[^/].{0,1023}");

    private Definitions() {}

    /** The definition of a configuration of that type; empty if it is wrong, which was reported. */
    static Optional<Definition> read(Fields configuration, Type type) {
        var key = "resourceConfigurationDefinition";
        var fields = configuration.inner(key);
        if (!configuration.has(key)) {
            configuration.require(key, key + ": " + example(type));
            return Optional.empty();
        }
        if (fields.isBroken()) {
            return Optional.empty();
        }
        var written = new TreeSet<>(fields.written());
        written.retainAll(List.of("dnsResource", "ipResource", "arnResource", "cidrResource"));
        if (written.size() != 1) {
            fields.problems()
                    .error(
                            fields.place(),
                            "has %s; it needs exactly one of %s"
                                    .formatted(
                                            written.isEmpty() ? "no target" : written,
                                            type.definitions()));
            return Optional.empty();
        }
        var kind = written.first();
        if (!type.definitions().contains(kind)) {
            fields.problems()
                    .error(
                            fields.keyAt(kind),
                            "`%s` does not go with type %s, which takes %s"
                                    .formatted(
                                            kind, type, String.join(" or ", type.definitions())));
            return Optional.empty();
        }
        return definition(kind, fields.inner(kind));
    }

    private static String example(Type type) {
        return switch (type) {
            case SINGLE, CHILD, GROUP ->
                    "{dnsResource: {domainName: web.zigi.internal, ipAddressType: IPV4}}";
            case ARN -> "{arnResource: {arn: \"arn:aws:rds:eu-west-1:111122223333:cluster:db\"}}";
            case CIDR -> "{cidrResource: {cidrRanges: [10.0.0.0/16]}}";
        };
    }

    private static Optional<Definition> definition(String kind, Fields fields) {
        return switch (kind) {
            case "dnsResource" -> dns(fields);
            case "ipResource" ->
                    fields.required("ipAddress", "ipAddress: 10.0.1.5", Literals::ip)
                            .map(Definition.Address::new);
            case "arnResource" ->
                    fields.required(
                                    "arn",
                                    "arn: \"arn:aws:rds:eu-west-1:111122223333:cluster:db\"",
                                    Definitions::arn)
                            .map(Definition.Arn::new);
            default -> cidrs(fields);
        };
    }

    private static Optional<Definition> dns(Fields fields) {
        var name = fields.required("domainName", "domainName: web.zigi.internal", Words::domain);
        var type =
                fields.required(
                        "ipAddressType",
                        "ipAddressType: IPV4",
                        Literals.choice(IpAddressType.class));
        return name.map(text -> target(text, type.orElse(IpAddressType.DUALSTACK)));
    }

    /** A host's name has no underscore at its beginning; a service's does (RFC 2782). */
    private static Definition.Target target(String name, IpAddressType type) {
        return name.startsWith("_")
                ? new Definition.Service(name, type)
                : new Definition.Dns(name, type);
    }

    /** An ARN, as the original takes it. */
    static Optional<String> arn(Scalar scalar, Problems problems) {
        if (!ARN.matcher(scalar.text()).matches()) {
            problems.error(
                    scalar.place(),
                    "`%s` is no ARN; for example `arn:aws:rds:eu-west-1:111122223333:cluster:db`"
                            .formatted(scalar.text()));
            return Optional.empty();
        }
        return Optional.of(scalar.text());
    }

    private static Optional<Definition> cidrs(Fields fields) {
        fields.require("cidrRanges", "cidrRanges: [10.0.0.0/16]");
        var ranges = fields.list("cidrRanges", Literals::cidr);
        if (ranges.size() > MAX_RANGES) {
            fields.problems()
                    .error(
                            fields.at("cidrRanges"),
                            "has %d ranges; at most %d".formatted(ranges.size(), MAX_RANGES));
        }
        if (ranges.size() > 1) {
            ranges.stream()
                    .filter(range -> range.prefix() == 0)
                    .forEach(range -> alone(fields, range));
        }
        return ranges.isEmpty() ? Optional.empty() : Optional.of(new Definition.Cidrs(ranges));
    }

    private static void alone(Fields fields, Cidr range) {
        fields.problems()
                .error(
                        fields.at("cidrRanges"),
                        "`" + range + "` must be the only range; leave out the others");
    }
}
