package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Node.Scalar;
import io.penstock.config.yaml.Problems;
import io.penstock.net.Cidr;
import io.penstock.net.IpPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code appliance.grants}: what the files that are bound to an owner may use. */
final class Grants {
    private static final String EVERY_ADDRESS = "*";

    private final Map<String, Grant> byOwner = new HashMap<>();

    /**
     * What one owner may use.
     *
     * @param fields where it was written
     * @param cidrs what its gateways may dial
     * @param addresses where its endpoints may listen and its gateways may dial from
     * @param files what its options may name beside what lies in its files' own directories: files,
     *     and directories with all in them
     * @param everyAddress whether its endpoints may listen on every address of the host
     */
    record Grant(
            Fields fields,
            List<Cidr> cidrs,
            List<Cidr> addresses,
            boolean everyAddress,
            List<String> interfaces,
            List<IpPort> dnsServers,
            List<Path> files) {}

    /** The grants of the main file; two for one owner, and one for nobody, are reported. */
    static Grants read(Fields appliance, Owners owners) {
        var grants = new Grants();
        for (var fields : appliance.each("grants")) {
            var grant = grant(fields);
            fields.required("owner", "owner: \"222222222222\"", Words::account)
                    .ifPresent(owner -> grants.add(owner, grant, owners));
        }
        return grants;
    }

    private static Grant grant(Fields fields) {
        var every = new ArrayList<Scalar>();
        var addresses =
                fields.list(
                        "addresses",
                        (scalar, problems) -> {
                            if (scalar.text().equals(EVERY_ADDRESS)) {
                                every.add(scalar);
                                return Optional.<Cidr>empty();
                            }
                            return range(scalar, problems);
                        });
        return new Grant(
                fields,
                fields.list("cidrs", Literals::cidr),
                addresses,
                !every.isEmpty(),
                fields.list("interfaces", Literals::text),
                fields.list("dnsServers", Literals::dnsServer),
                fields.list("files", Grants::path));
    }

    /** Relative to the file that the grant stands in. */
    private static Optional<Path> path(Scalar scalar, Problems problems) {
        return Literals.text(scalar, problems)
                .map(text -> Path.of(scalar.place().file()).resolveSibling(text));
    }

    private static Optional<Cidr> range(Scalar scalar, Problems problems) {
        return scalar.text().contains("/")
                ? Literals.cidr(scalar, problems)
                : Literals.ip(scalar, problems).map(Cidr::of);
    }

    private void add(String owner, Grant grant, Owners owners) {
        var fields = grant.fields();
        var first = byOwner.putIfAbsent(owner, grant);
        if (first != null) {
            fields.problems()
                    .error(
                            fields.at("owner"),
                            "account %s has a grant at %s already; make them one"
                                    .formatted(owner, first.fields().place().position()));
        } else if (!owners.isBound(owner)) {
            fields.problems()
                    .warning(
                            fields.at("owner"),
                            "no file is bound to account %s, so this grant has no effect; `include: [{path: …, owner: \"%s\"}]` binds one"
                                    .formatted(owner, owner));
        }
    }

    /** What an owner may use; empty: nothing. */
    Optional<Grant> of(String owner) {
        return Optional.ofNullable(byOwner.get(owner));
    }
}
