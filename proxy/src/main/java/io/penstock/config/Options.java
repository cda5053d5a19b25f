package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.resource.Balancing;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.PortMapping;
import io.penstock.resource.ProxyProtocol;
import io.penstock.resource.ProxyProtocol.EndpointId;
import io.penstock.resource.Quota;
import io.penstock.resource.Timeouts;
import io.penstock.resource.WhenUnshared;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the {@code options} of a resource configuration. */
final class Options {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST_CONNECT = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MOST_CONNECTIONS = 10_000_000;
    private static final int MOST_CONNECTIONS_PER_SECOND = 1_000_000;
    private static final long LEAST_BYTES = 1L << 10;
    private static final long MOST_BYTES = 1L << 40;

    private enum Version {
        V1,
        V2
    }

    private Options() {}

    /**
     * The options.
     *
     * @param ports of the configuration, in which mapped ports must lie
     * @param defaults for what is not there; of a CHILD its group's
     * @param files reads certificates
     */
    static ConnectionOptions read(
            Fields options, Ports ports, ConnectionOptions defaults, TlsFiles files) {
        return new ConnectionOptions(
                timeouts(options, defaults.timeouts()),
                options.has("portMappings") ? mappings(options, ports) : defaults.portMappings(),
                options.has("limits") ? quota(options.inner("limits")) : defaults.quota(),
                options.one("balancing", Literals.choice(Balancing.class))
                        .orElse(defaults.balancing()),
                HealthOptions.read(options, defaults.health()),
                options.has("proxyProtocol")
                        ? proxyProtocol(options.inner("proxyProtocol"))
                        : defaults.proxyProtocol(),
                options.one("whenUnshared", Literals.choice(WhenUnshared.class))
                        .orElse(defaults.whenUnshared()),
                HttpSettings.read(options, defaults.http(), files));
    }

    private static Timeouts timeouts(Fields options, Timeouts defaults) {
        return new Timeouts(
                options.one("connectTimeout", Literals.duration(SHORTEST, LONGEST_CONNECT))
                        .orElse(defaults.connect()),
                options.one("idleTimeout", Literals.duration(SHORTEST, LONGEST))
                        .orElse(defaults.idle()),
                options.one("halfClosedTimeout", Literals.duration(SHORTEST, LONGEST))
                        .orElse(defaults.halfClosed()),
                options.has("maxLifetime") ? lifetime(options) : defaults.maxLifetime());
    }

    private static Optional<Duration> lifetime(Fields options) {
        boolean off = options.one("maxLifetime", Literals::raw).filter("off"::equals).isPresent();
        return off
                ? Optional.empty()
                : options.one("maxLifetime", Literals.duration(SHORTEST, LONGEST));
    }

    private static Optional<ProxyProtocol> proxyProtocol(Fields fields) {
        var version = fields.required("version", "version: V2", Literals.choice(Version.class));
        var id = fields.one("endpointId", Literals.choice(EndpointId.class));
        if (version.filter(Version.V1::equals).isPresent() && fields.has("endpointId")) {
            fields.problems()
                    .error(
                            fields.keyAt("endpointId"),
                            "`endpointId` goes with version V2; V1 has no room for it");
        }
        return version.map(chosen ->
                switch (chosen) {
                    case V1 -> new ProxyProtocol.V1();
                    case V2 -> new ProxyProtocol.V2(id.orElse(EndpointId.AWS));
                });
    }

    /** Of what {@code limits} says. */
    static Quota quota(Fields limits) {
        return new Quota(
                limits.one("connections", Literals.number(1, MOST_CONNECTIONS))
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()),
                limits.one("connectionsPerSecond", Literals.number(1, MOST_CONNECTIONS_PER_SECOND))
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()),
                limits.one("bytesPerSecond", ByteSizes.bytes(LEAST_BYTES, MOST_BYTES))
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()));
    }

    private static List<PortMapping> mappings(Fields options, Ports ports) {
        var mappings = new ArrayList<PortMapping>();
        for (var fields : options.each("portMappings")) {
            var from = fields.required("ports", "ports: \"8000-8099\"", Literals::portRange);
            var to =
                    fields.required(
                            "targetPorts", "targetPorts: \"18000-18099\"", Literals::portRange);
            if (from.isPresent() && to.isPresent()) {
                mapping(fields, from.get(), to.get(), ports, mappings).ifPresent(mappings::add);
            }
        }
        return mappings;
    }

    private static Optional<PortMapping> mapping(
            Fields fields, PortRange from, PortRange to, Ports ports, List<PortMapping> before) {
        if (from.size() != to.size()) {
            int last = to.from() + from.size() - 1;
            fields.problems()
                    .error(
                            fields.at("targetPorts"),
                            "`%s` has %d ports and `ports: %s` has %d; %s"
                                    .formatted(
                                            to,
                                            to.size(),
                                            from,
                                            from.size(),
                                            last > 65535
                                                    ? "both must have as many"
                                                    : "write `\""
                                                            + new PortRange(to.from(), last)
                                                            + "\"`"));
            return Optional.empty();
        }
        if (!ports.isEmpty() && !ports.contains(from)) {
            fields.problems()
                    .error(
                            fields.at("ports"),
                            "`%s` does not lie in `portRanges` (%s)".formatted(from, ports));
        }
        for (var other : before) {
            if (other.ports().overlaps(from)) {
                fields.problems()
                        .error(
                                fields.at("ports"),
                                "`%s` overlaps `%s`, which is mapped already"
                                        .formatted(from, other.ports()));
            }
        }
        return Optional.of(new PortMapping(from, to));
    }
}
