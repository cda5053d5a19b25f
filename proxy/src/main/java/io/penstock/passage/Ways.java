package io.penstock.passage;

import io.penstock.http.Desk;
import io.penstock.http.Route;
import io.penstock.http.Speaking;
import io.penstock.http.Terms;
import io.penstock.http.Upstreams;
import io.penstock.http.message.HeadRules;
import io.penstock.http.message.Origin;
import io.penstock.net.IpPort;
import io.penstock.policy.Verdict;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Definition;
import io.penstock.resource.Exposure;
import io.penstock.resource.HttpOptions;
import io.penstock.resource.ResourceGateway;
import io.penstock.snapshot.Snapshot;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How one event loop's requests go to each resource, and the connections kept for them. */
final class Ways {
    /** How requests of one exposure that came to one address and port go. */
    record Way(Exposure exposure, HttpOptions options, Route route, Upstreams upstreams) {}

    /** By which means connections are made, all of it: those made by others are not used again. */
    private record Means(ResourceGateway gateway, Speaking speaking, Upstreams.Limits limits) {}

    private record Kept(Means means, Upstreams upstreams) {}

    private final Desk desk;
    private final Function<Exposure, Traffic.Flow> flows;
    private final int loop;
    private final Map<Exposure.Id, Kept> kept = new HashMap<>();

    /**
     * None yet.
     *
     * @param loop the number of the event loop
     */
    Ways(Desk desk, Function<Exposure, Traffic.Flow> flows, int loop) {
        this.desk = desk;
        this.flows = flows;
        this.loop = loop;
    }

    /** The way to an exposure that speaks HTTP, of the snapshot that serves. */
    Way to(Exposure exposure, IpPort destination) {
        var options = exposure.options().http().orElseThrow();
        var rules =
                new HeadRules(
                        origin(exposure, options, destination),
                        options.names(),
                        options.forwarded());
        var flow = flows.apply(exposure);
        var route = new Route(rules, terms(exposure.options()), options.retries(), flow.on(loop));
        return new Way(exposure, options, route, upstreams(exposure, options, flow));
    }

    private Upstreams upstreams(Exposure exposure, HttpOptions options, Traffic.Flow flow) {
        var means = means(exposure, options);
        var known = kept.get(exposure.id());
        if (known != null) {
            if (known.means.equals(means)) {
                return known.upstreams;
            }
            known.upstreams.close();
        }
        var made = new Upstreams(desk, means.speaking, means.limits, flow::upstreams);
        kept.put(exposure.id(), new Kept(means, made));
        return made;
    }

    private static Means means(Exposure exposure, HttpOptions options) {
        var pool = options.pool();
        var timeouts = exposure.options().timeouts();
        return new Means(
                exposure.gateway(),
                new Speaking(
                        options.protocol(),
                        options.tls(),
                        options.tls().flatMap(tls -> tls.serverName().or(() -> domain(exposure))),
                        timeouts.connect()),
                new Upstreams.Limits(
                        pool.connections(),
                        pool.idle(),
                        pool.maxAge(),
                        timeouts.idle(),
                        options.limits()));
    }

    /** Whose certificate a resource has; empty for one that has only an address. */
    private static Optional<String> domain(Exposure exposure) {
        return switch (exposure.target()) {
            case Definition.Dns(var name, _) -> Optional.of(name);
            case Definition.Service _, Definition.Address _, Definition.Cidrs _ -> Optional.empty();
        };
    }

    /** How long parts of an exchange may take. */
    static Terms terms(ConnectionOptions options) {
        var timeouts = options.http().map(HttpOptions::timeouts).orElseThrow();
        return new Terms(
                options.timeouts().idle(),
                timeouts.head(),
                timeouts.bodyIdle(),
                timeouts.response(),
                timeouts.request());
    }

    /** By the resource's own name, or address. */
    private static Origin origin(Exposure exposure, HttpOptions options, IpPort destination) {
        int port = exposure.options().targetPort(destination.port());
        boolean tls = options.tls().isPresent();
        return switch (exposure.target()) {
            case Definition.Dns(var name, _) -> Origin.of(tls, name, port);
            case Definition.Service(var name, _) ->
                    Origin.of(tls, name.replaceFirst("^_[^.]*\\._[^.]*\\.", ""), port);
            case Definition.Address(var ip) -> Origin.of(tls, ip, port);
            case Definition.Cidrs _ -> Origin.of(tls, destination.ip(), port);
        };
    }

    /** After a reload: closes what nobody uses and leads to where nobody may go any more. */
    void follow(Snapshot next) {
        var exposures = new HashMap<Exposure.Id, Exposure>();
        next.catalog().exposures().forEach(exposure -> exposures.put(exposure.id(), exposure));
        kept.entrySet()
                .removeIf(entry -> isOver(entry.getValue(), exposures.get(entry.getKey()), next));
    }

    private static boolean isOver(Kept one, @Nullable Exposure now, Snapshot next) {
        var means =
                now == null ? null : now.options().http().map(its -> means(now, its)).orElse(null);
        boolean same = one.means.equals(means);
        if (same) {
            var policy = next.egress(one.means.gateway);
            one.upstreams.retain(address ->
                    policy.decide(address.ip(), address.port()) instanceof Verdict.Allow);
        } else {
            one.upstreams.close();
        }
        return !same;
    }

    /** Closes what nobody uses, now and from now on. */
    void close() {
        kept.values().forEach(one -> one.upstreams.close());
    }
}
