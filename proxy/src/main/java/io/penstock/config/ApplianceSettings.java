package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Node;
import io.penstock.config.yaml.Node.Scalar;
import io.penstock.config.yaml.Problems;
import io.penstock.config.yaml.Spelling;
import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.policy.Nat64Prefix;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Settings.AccessLog;
import io.penstock.snapshot.Settings.Drain;
import io.penstock.snapshot.Settings.Engine;
import io.penstock.snapshot.Settings.VerifiedDomain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code appliance}. Paths in it are relative to the file that it stands in. */
final class ApplianceSettings {
    private static final String ACCOUNT = "000000000000";
    private static final IpPort ADMIN = new IpPort(Ip.v4(0x7f000001), 9901);
    private static final Drain DRAIN = new Drain(Duration.ofSeconds(5), Duration.ofSeconds(30));
    private static final Duration LONGEST_DRAIN = Duration.ofHours(24);
    private static final List<String> LOG_WORDS = List.of("stdout", "off");

    private final Path file;

    /** Reads the settings in this file. */
    ApplianceSettings(Path file) {
        this.file = file;
    }

    Settings read(Fields appliance) {
        includes(appliance);
        var admin = appliance.one("admin", Literals::ipPort).orElse(ADMIN);
        var tokenFile = appliance.one("adminTokenFile", Literals::text).map(this::resolve);
        if (!admin.ip().isLoopback() && tokenFile.isEmpty()) {
            appliance
                    .problems()
                    .warning(
                            appliance.at("admin"),
                            "%s is not loopback, and without `adminTokenFile` it answers nothing but /livez, /readyz and /metrics"
                                    .formatted(admin));
        }
        return new Settings(
                appliance.one("account", Words::account).orElse(ACCOUNT),
                admin,
                tokenFile,
                appliance.has("dns") ? DnsSettings.read(appliance.inner("dns")) : Optional.empty(),
                appliance.list("publicDnsServers", Literals::dnsServer),
                pool(appliance),
                verified(appliance),
                appliance.list("metadataAddresses", Literals::ip),
                appliance.list("nat64Prefixes", ApplianceSettings::nat64),
                drain(appliance.inner("drain")),
                appliance
                        .inner("accessLog")
                        .one("to", this::accessLog)
                        .orElseGet(AccessLog.Stdout::new),
                appliance.one("engine", Literals.choice(Engine.class)).orElse(Engine.AUTO));
    }

    /** {@link SourceFiles} has followed them; here they are checked. */
    private static void includes(Fields appliance) {
        for (var item : appliance.items("include")) {
            switch (item) {
                case Node.Scalar scalar -> Literals.text(scalar, appliance.problems());
                case Node.Mapping mapping -> {
                    var include = Fields.of(mapping, Grammar.INCLUDE, appliance.problems());
                    include.required("path", "path: teams/*.yaml", Literals::text);
                    // A file that is trusted like the main one is named by its path alone.
                    include.required("owner", "owner: \"222222222222\"", Words::account);
                }
                case Node.Sequence _, Node.Empty _ ->
                        appliance.problems().error(item.place(), "expects a path, not a list");
            }
        }
    }

    private String resolve(String path) {
        return file.resolveSibling(path).toString();
    }

    private static List<Cidr> pool(Fields appliance) {
        var ranges = new ArrayList<Cidr>();
        return appliance.list(
                "addressPool",
                (scalar, problems) -> {
                    var range = Literals.cidr(scalar, problems);
                    for (var other : ranges) {
                        if (range.filter(other::overlaps).isPresent()) {
                            problems.error(
                                    scalar.place(),
                                    "`%s` overlaps `%s`; leave out one of them"
                                            .formatted(scalar.text(), other));
                            return Optional.empty();
                        }
                    }
                    range.ifPresent(ranges::add);
                    return range;
                });
    }

    private static List<VerifiedDomain> verified(Fields appliance) {
        var verified = new ArrayList<VerifiedDomain>();
        for (var fields : appliance.each("verifiedDomains")) {
            var domain = fields.required("domain", "domain: example.com", Words::domain);
            var owner = fields.required("owner", "owner: \"000000000000\"", Words::account);
            if (domain.isPresent() && owner.isPresent()) {
                verified.add(new VerifiedDomain(domain.get(), owner.get()));
            }
        }
        return verified;
    }

    private static Optional<Nat64Prefix> nat64(Scalar scalar, Problems problems) {
        var cidr = Literals.cidr(scalar, problems);
        if (cidr.filter(c -> !isPrefix(c)).isPresent()) {
            problems.error(
                    scalar.place(),
                    "`%s` is no NAT64 prefix, which has 32, 40, 48, 56, 64 or 96 bits of IPv6"
                            .formatted(scalar.text()));
            return Optional.empty();
        }
        return cidr.map(Nat64Prefix::new);
    }

    private static boolean isPrefix(Cidr cidr) {
        return !cidr.network().isV4() && Nat64Prefix.isLength(cidr.prefix());
    }

    private static Drain drain(Fields fields) {
        return new Drain(
                fields.one("delay", Literals.duration(Duration.ZERO, LONGEST_DRAIN))
                        .orElse(DRAIN.delay()),
                fields.one("deadline", Literals.duration(Duration.ZERO, LONGEST_DRAIN))
                        .orElse(DRAIN.deadline()));
    }

    private Optional<AccessLog> accessLog(Scalar scalar, Problems problems) {
        var text = scalar.text();
        return switch (text) {
            case "stdout" -> Optional.of(new AccessLog.Stdout());
            case "off" -> Optional.of(new AccessLog.Off());
            default -> {
                if (!text.contains("/")) { // so that a misspelt word does not become a file
                    problems.error(
                            scalar.place(),
                            "`%s` is neither `stdout` nor `off`, and a file's path has a slash%s"
                                    .formatted(text, Spelling.hint(text, LOG_WORDS)));
                    yield Optional.empty();
                }
                yield Optional.of(new AccessLog.File(resolve(text)));
            }
        };
    }
}
