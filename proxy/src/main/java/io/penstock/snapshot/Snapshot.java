package io.penstock.snapshot;

import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.policy.EgressPolicy;
import io.penstock.policy.IngressPolicy;
import io.penstock.policy.OwnListeners;
import io.penstock.policy.Surroundings;
import io.penstock.resource.Catalog;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Exposure;
import io.penstock.resource.Host;
import io.penstock.resource.Identity;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceGateway;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * One revision of everything that a connection asks about. A connection reads the current one once,
 * at its beginning, and is judged by it. Immutable; any thread.
 */
public final class Snapshot {
    private final long revision;
    private final Configuration configuration;
    private final Host host;
    private final Catalog catalog;
    private final Names names;
    private final Map<Identity, IngressPolicy> ingress;
    private final Map<Identity, EgressPolicy> egress;

    private Snapshot(
            long revision, Configuration configuration, Host host, Catalog catalog, Names names) {
        this.revision = revision;
        this.configuration = configuration;
        this.host = host;
        this.catalog = catalog;
        this.names = names;
        this.ingress = ingress(configuration.endpoints());
        this.egress = egress(configuration, surroundings(configuration.settings(), catalog, host));
    }

    /**
     * The snapshot of a configuration on a host.
     *
     * @param revision counts the snapshots of this process, from 1
     * @param overlaps takes what two endpoints both claim
     */
    public static Snapshot of(
            long revision,
            Configuration configuration,
            Host host,
            Collection<Catalog.Overlap> overlaps) {
        var exposures = configuration.endpoints().stream().flatMap(Snapshot::exposures).toList();
        var settings = configuration.settings();
        var names =
                Names.of(
                        exposures,
                        settings.account(),
                        settings.dns().map(Settings.Dns::zone).orElse("penstock.internal"));
        var catalog = Catalog.of(exposures, host, overlaps);
        return new Snapshot(revision, configuration, host, catalog, names);
    }

    /**
     * Groups, ARNs and CIDRs are not served yet; a reader of configurations refuses them by name.
     */
    private static Stream<Exposure> exposures(Endpoint endpoint) {
        return switch (endpoint.configuration()) {
            case ResourceConfiguration.Single single -> Stream.of(Exposure.of(endpoint, single));
            case ResourceConfiguration.Group _,
                    ResourceConfiguration.Child _,
                    ResourceConfiguration.Arn _,
                    ResourceConfiguration.Cidrs _ ->
                    Stream.empty();
        };
    }

    private static Map<Identity, IngressPolicy> ingress(List<Endpoint> endpoints) {
        var policies = new HashMap<Identity, IngressPolicy>();
        for (var endpoint : endpoints) {
            policies.put(endpoint.identity(), new IngressPolicy(endpoint.securityGroups()));
        }
        return Map.copyOf(policies);
    }

    private static Map<Identity, EgressPolicy> egress(
            Configuration configuration, Surroundings surroundings) {
        var policies = new HashMap<Identity, EgressPolicy>();
        for (var gateway : configuration.gateways()) {
            policies.put(
                    gateway.identity(), new EgressPolicy(gateway.securityGroups(), surroundings));
        }
        return Map.copyOf(policies);
    }

    private static Surroundings surroundings(Settings settings, Catalog catalog, Host host) {
        var own = new HashMap<>(catalog.listeners());
        Stream.concat(
                        Stream.of(settings.admin()),
                        settings.dns().stream().flatMap(dns -> dns.listen().stream()))
                .filter(listener -> listener.port() > 0)
                .forEach(listener ->
                        own.merge(
                                listener.ip(),
                                Ports.of(PortRange.of(listener.port())),
                                Ports::and));
        return Surroundings.of(
                settings.metadataAddresses(),
                settings.nat64Prefixes(),
                new OwnListeners(own, host.addresses()));
    }

    /** Counts the snapshots of this process, from 1. */
    public long revision() {
        return revision;
    }

    /** What was configured. */
    public Configuration configuration() {
        return configuration;
    }

    /** The appliance's own settings. */
    public Settings settings() {
        return configuration.settings();
    }

    /** The addresses of the host when the snapshot was made. */
    public Host host() {
        return host;
    }

    /** Who is at an address and port. */
    public Catalog catalog() {
        return catalog;
    }

    /** The DNS names of the zone. */
    public Names names() {
        return names;
    }

    /** Every address and port at which an endpoint listens. */
    public Stream<IpPort> listeners() {
        return catalog.listeners().entrySet().stream()
                .flatMap(e -> e.getValue().stream().mapToObj(port -> new IpPort(e.getKey(), port)));
    }

    /** Who may come in at an endpoint of this snapshot. */
    public IngressPolicy ingress(Endpoint endpoint) {
        return Objects.requireNonNull(ingress.get(endpoint.identity()), "of this snapshot");
    }

    /** What a gateway of this snapshot may dial. */
    public EgressPolicy egress(ResourceGateway gateway) {
        return Objects.requireNonNull(egress.get(gateway.identity()), "of this snapshot");
    }
}
