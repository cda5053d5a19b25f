package io.penstock.config;

import io.penstock.config.ConfigReader.Objects;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Problems;
import io.penstock.net.Ip;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.resource.Leases;
import io.penstock.resource.Switchboard;
import io.penstock.snapshot.Snapshot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells where exposures listen that name no address of their own. */
final class Placement {
    private final Snapshot snapshot;
    private final Problems problems;
    private final Map<Identity, Fields> written = new HashMap<>();

    Placement(Snapshot snapshot, Objects objects, Problems problems) {
        this.snapshot = snapshot;
        this.problems = problems;
        objects.endpoints()
                .register()
                .entries()
                .forEach(entry -> written.put(entry.identity(), entry.fields()));
    }

    /** Reports who got no address from the pool, and notes who got which. */
    void check() {
        if (!snapshot.settings().addressPool().isEmpty()) {
            var afterRestart = snapshot.leasesAfterRestart();
            snapshot.catalog().exposures().forEach(exposure -> pool(exposure, afterRestart));
        }
        snapshot.catalog().switchboards().forEach(this::shared);
    }

    private void pool(Exposure exposure, Leases afterRestart) {
        var ips = snapshot.leases().of(exposure.id());
        if (exposure.bindings().isEmpty()) {
            problems.error(
                    fields(exposure).place(),
                    "the pool (%s) has no %s address left for %s; widen `appliance.addressPool`, or name one here"
                            .formatted(
                                    snapshot.settings().addressPool().stream()
                                            .map(Object::toString)
                                            .collect(Collectors.joining(", ")),
                                    exposure.endpoint().ipAddressType(),
                                    who(exposure)));
        } else if (!ips.isEmpty()) {
            var next = afterRestart.of(exposure.id());
            if (ips.equals(next)) {
                problems.note(
                        fields(exposure).place(),
                        "%s has %s from the pool".formatted(who(exposure), shown(ips)));
            } else {
                problems.warning(
                        fields(exposure).place(),
                        "%s keeps %s while the appliance runs, but a restart would give it %s; to fix its address write %s"
                                .formatted(
                                        who(exposure),
                                        shown(ips),
                                        next.isEmpty() ? "none" : shown(next),
                                        fixed(exposure, ips)));
            }
        }
    }

    private void shared(Switchboard several) {
        var children =
                several.exposures().stream()
                        .map(exposure -> exposure.child().orElse(exposure.resource().name()))
                        .collect(Collectors.joining("`, `", "`", "`"));
        if (speaksTwoWays(several)) {
            problems.error(
                    fields(several.exposures().getFirst()).place(),
                    "%s of `%s` share an address and port, but only some of them are `applicationProtocol: HTTP`; a client is heard in one way, before it is known whom it means: make all of them HTTP or none, or give them addresses (`options.childAddresses`) or ports of their own"
                            .formatted(children, several.endpoint().identity().name()));
            return;
        }
        problems.note(
                fields(several.exposures().getFirst()).place(),
                "%s of `%s` share an address and port and are told apart by TLS SNI or HTTP Host; a protocol in which the server speaks first needs an address (`options.childAddresses`) or a port of its own"
                        .formatted(children, several.endpoint().identity().name()));
    }

    private static boolean speaksTwoWays(Switchboard several) {
        long http =
                several.exposures().stream().filter(e -> e.options().http().isPresent()).count();
        return http > 0 && http < several.exposures().size();
    }

    private static String who(Exposure exposure) {
        var endpoint = "`" + exposure.endpoint().identity().name() + "`";
        return exposure.child().map(label -> "`" + label + "` of " + endpoint).orElse(endpoint);
    }

    private static String fixed(Exposure exposure, List<Ip> ips) {
        return exposure.child()
                .map(label -> "`options: {childAddresses: {" + label + ": " + ips + "}}`")
                .orElse("`addresses: " + ips + "`");
    }

    private static String shown(List<Ip> ips) {
        return ips.stream().map(Ip::toString).collect(Collectors.joining(" and "));
    }

    private Fields fields(Exposure exposure) {
        var fields = written.get(exposure.endpoint().identity());
        if (fields == null) {
            throw new IllegalStateException("nobody wrote " + exposure.endpoint().identity());
        }
        return fields;
    }
}
