package io.penstock.config;

import io.penstock.config.ConfigReader.Objects;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Place;
import io.penstock.config.yaml.Problems;
import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.resource.Binding;
import io.penstock.resource.Catalog.Overlap;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Host;
import io.penstock.resource.Identity;
import io.penstock.snapshot.Settings.Dns;
import io.penstock.snapshot.Snapshot;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** Addresses and ports that two parts of a configuration claim, and devices that the host lacks. */
final class Claims {
    private final Snapshot snapshot;
    private final Fields appliance;
    private final Problems problems;
    private final Map<Identity, Fields> written = new HashMap<>();

    Claims(Snapshot snapshot, Objects objects, Problems problems) {
        this.snapshot = snapshot;
        this.appliance = objects.appliance();
        this.problems = problems;
        objects.endpoints()
                .register()
                .entries()
                .forEach(entry -> written.put(entry.identity(), entry.fields()));
    }

    /** Reports what two endpoints, or an endpoint and the appliance itself, both claim. */
    void check(Collection<Overlap> overlaps) {
        overlaps.forEach(this::overlap);
        admin();
        snapshot.settings().dns().ifPresent(this::dns);
        if (!snapshot.host().equals(Host.UNKNOWN)) {
            snapshot.configuration().endpoints().forEach(this::devices);
        }
    }

    private void overlap(Overlap overlap) {
        var order = snapshot.configuration().endpoints();
        var one = overlap.first().endpoint();
        var other = overlap.second().endpoint();
        boolean inOrder = order.indexOf(one) <= order.indexOf(other);
        var first = inOrder ? one : other;
        var second = inOrder ? other : one;
        problems.error(
                place(second),
                "%s port %s belongs to the endpoint `%s` (%s) already; give this one another address or another port"
                        .formatted(
                                shown(overlap.range()),
                                overlap.ports(),
                                first.identity().name(),
                                place(first).position()));
    }

    private Place place(Endpoint endpoint) {
        return fields(endpoint).at("addresses");
    }

    private Fields fields(Endpoint endpoint) {
        var fields = written.get(endpoint.identity());
        if (fields == null) {
            throw new IllegalStateException("nobody wrote " + endpoint.identity());
        }
        return fields;
    }

    private static String shown(Cidr range) {
        if (!range.isSingle()) {
            return range.toString();
        }
        return range.network().isAny() ? "every address" : range.network().toString();
    }

    private void admin() {
        listener(snapshot.settings().admin(), appliance.at("admin"), "the admin server");
    }

    private void dns(Dns dns) {
        var place = appliance.inner("dns").at("listen");
        for (var listen : dns.listen()) {
            listener(listen, place, "the DNS server");
            if (collide(listen, snapshot.settings().admin())) {
                problems.error(
                        place, "the DNS server and the admin server both listen on " + listen);
            }
        }
    }

    private void listener(IpPort own, Place place, String name) {
        for (var exposure : snapshot.catalog().exposures()) {
            var endpoint = exposure.endpoint();
            boolean taken =
                    exposure.ports().contains(own.port())
                            && snapshot.catalog().addressesOf(exposure).stream()
                                    .anyMatch(ip -> takes(ip, own.ip()) || covers(own.ip(), ip));
            if (taken) {
                problems.error(
                        place,
                        "%s listens on %s, and so does the endpoint `%s` (%s)"
                                .formatted(
                                        name,
                                        own,
                                        endpoint.identity().name(),
                                        place(endpoint).position()));
            }
        }
    }

    /** Whether the kernel would refuse the second of these listeners of the appliance itself. */
    private static boolean collide(IpPort one, IpPort other) {
        return one.port() > 0
                && one.port() == other.port()
                && (covers(one.ip(), other.ip()) || covers(other.ip(), one.ip()));
    }

    /** The appliance's own listeners on {@code ::} take IPv4 too. */
    private static boolean covers(Ip own, Ip other) {
        return own.equals(Ip.ANY_V6) || takes(own, other);
    }

    /** An endpoint's on {@code ::} do not. */
    private static boolean takes(Ip endpoint, Ip other) {
        return endpoint.equals(other) || (endpoint.isAny() && endpoint.isV4() == other.isV4());
    }

    private void devices(Endpoint endpoint) {
        var known = new TreeSet<>(snapshot.host().devices().keySet());
        for (var binding : endpoint.bindings()) {
            if (binding instanceof Binding.Device(var name) && !known.contains(name)) {
                problems.error(
                        place(endpoint),
                        "this host has no interface `%s`; it has %s"
                                .formatted(name, String.join(", ", known)));
            }
        }
    }
}
