package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Node.Scalar;
import io.penstock.config.yaml.Problems;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.HealthCheck;
import io.penstock.resource.HealthCheck.Probe;
import io.penstock.resource.HealthCheck.Statuses;
import io.penstock.resource.ResourceGateway;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code options.health} of a resource configuration. */
final class HealthOptions {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MOST_IN_A_ROW = 1000;
    private static final int MAX_PATH = 2048;
    private static final Pattern STATUSES = Pattern.compile("([1-5][0-9]{2})(-([1-5][0-9]{2}))?");
    private static final Pattern PER_CENT = Pattern.compile("(0|[1-9][0-9]?|100)%");
    private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]*");
    private static final List<String> OF_HTTP = List.of("path", "expect", "tls");
    private static final List<String> OF_CHECKS = List.of("interval", "timeout", "fall", "rise");

    private enum Protocol {
        TCP,
        HTTP
    }

    private HealthOptions() {}

    /**
     * What {@code health} says.
     *
     * @param defaults for what is not there: a group's for its children
     */
    static HealthCheck read(Fields options, HealthCheck defaults) {
        var health = options.inner("health");
        var protocol =
                health.one("protocol", Literals.choice(Protocol.class))
                        .or(() -> protocol(defaults.probe()));
        belongs(health, protocol);
        var interval =
                health.one("interval", Literals.duration(SHORTEST, LONGEST))
                        .orElse(defaults.interval());
        return new HealthCheck(
                probe(health, protocol, defaults.probe()),
                interval,
                timeout(health, interval, defaults.timeout()),
                health.one("fall", Literals.number(1, MOST_IN_A_ROW)).orElse(defaults.fall()),
                health.one("rise", Literals.number(1, MOST_IN_A_ROW)).orElse(defaults.rise()),
                health.one("ejectAfter", Literals.number(1, MOST_IN_A_ROW))
                        .orElse(defaults.ejectAfter()),
                health.one("panic", HealthOptions::perCent).orElse(defaults.panicPercent()));
    }

    /** Which key goes with which protocol. */
    private static void belongs(Fields health, Optional<Protocol> protocol) {
        if (protocol.filter(Protocol.HTTP::equals).isPresent()) {
            return;
        }
        for (var key : OF_HTTP) {
            if (health.has(key)) {
                var remedy = "`%s` goes with `protocol: HTTP` alone".formatted(key);
                health.problems().error(health.keyAt(key), remedy);
            }
        }
        for (var key : OF_CHECKS) {
            if (health.has(key) && protocol.isEmpty() && !health.has("protocol")) {
                health.problems()
                        .error(
                                health.keyAt(key),
                                "`%s` goes with a check: add `protocol: TCP` or `protocol: HTTP`"
                                        .formatted(key));
            }
        }
    }

    private static Optional<Protocol> protocol(Probe probe) {
        return switch (probe) {
            case Probe.None _ -> Optional.empty();
            case Probe.Tcp _ -> Optional.of(Protocol.TCP);
            case Probe.Http _ -> Optional.of(Protocol.HTTP);
        };
    }

    private static Probe probe(Fields health, Optional<Protocol> protocol, Probe inherited) {
        var defaults =
                inherited instanceof Probe.Http http
                        ? http
                        : new Probe.Http("/", List.of(Statuses.SUCCESS), false);
        // Read in any case, so that a slip of the pen shows as one.
        var path = health.one("path", HealthOptions::path).orElse(defaults.path());
        var expected = health.list("expect", HealthOptions::statuses);
        boolean tls = health.one("tls", Literals::truth).orElse(defaults.tls());
        if (protocol.isEmpty()) {
            return new Probe.None();
        }
        return switch (protocol.get()) {
            case TCP -> new Probe.Tcp();
            case HTTP ->
                    new Probe.Http(path, expected.isEmpty() ? defaults.expected() : expected, tls);
        };
    }

    private static Duration timeout(Fields health, Duration interval, Duration inherited) {
        var written = health.one("timeout", Literals.duration(SHORTEST, LONGEST));
        if (written.filter(timeout -> timeout.compareTo(interval) > 0).isPresent()) {
            health.problems()
                    .error(
                            health.at("timeout"),
                            "is longer than `interval`; a check must end before the next begins");
        }
        var timeout = written.orElse(inherited);
        return timeout.compareTo(interval) > 0 ? interval : timeout;
    }

    private static Optional<String> path(Scalar scalar, Problems problems) {
        var text = scalar.text();
        if (!PATH.matcher(text).matches() || text.length() > MAX_PATH) {
            problems.error(
                    scalar.place(),
                    "`%s` is no path; it begins with `/` and has no spaces, for example `/healthz`"
                            .formatted(text));
            return Optional.empty();
        }
        return Optional.of(text);
    }

    private static Optional<Statuses> statuses(Scalar scalar, Problems problems) {
        var matcher = STATUSES.matcher(scalar.text());
        if (matcher.matches()) {
            int from = Integer.parseInt(matcher.group(1));
            int to = matcher.group(3) == null ? from : Integer.parseInt(matcher.group(3));
            if (from <= to) {
                return Optional.of(new Statuses(from, to));
            }
        }
        problems.error(
                scalar.place(),
                "`%s` is no HTTP status or range of these from 100 to 599; for example `\"200-299\"` or `[200, 204]`"
                        .formatted(scalar.text()));
        return Optional.empty();
    }

    private static Optional<Integer> perCent(Scalar scalar, Problems problems) {
        var matcher = PER_CENT.matcher(scalar.text());
        if (!matcher.matches()) {
            problems.error(
                    scalar.place(),
                    "`%s` is no share from `0%%` to `100%%`; for example `50%%`"
                            .formatted(scalar.text()));
            return Optional.empty();
        }
        return Optional.of(Integer.valueOf(matcher.group(1)));
    }

    /** Whether the gateway can make the check. */
    static void fits(Fields options, HealthCheck health, ResourceGateway gateway) {
        if (health.probe() instanceof Probe.Http && gateway.device().isPresent()) {
            options.problems()
                    .error(
                            options.inner("health").at("protocol"),
                            "an HTTP check cannot be bound to the `interface` of the gateway `%s`; write `protocol: TCP`"
                                    .formatted(gateway.identity().name()));
        }
    }

    /** Of whole ranges there is no list of addresses that could be checked. */
    static void fitsNoRanges(Fields options, ConnectionOptions read) {
        if (read.health().isActive()) {
            options.problems()
                    .error(
                            options.keyAt("health"),
                            "checks do not go with type CIDR: its clients choose the addresses; leave it out");
        }
    }
}
