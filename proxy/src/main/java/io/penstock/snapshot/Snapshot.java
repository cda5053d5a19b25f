package io.penstock.snapshot;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.policy.EgressPolicy;
import io.penstock.policy.IngressPolicy;
import io.penstock.policy.OwnListeners;
import io.penstock.policy.Surroundings;
import io.penstock.resource.AddressPool;
import io.penstock.resource.Binding;
import io.penstock.resource.Catalog;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Exposures;
import io.penstock.resource.Host;
import io.penstock.resource.Identity;
import io.penstock.resource.Leases;
import io.penstock.resource.ResourceGateway;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One revision of everything that a connection asks about. A connection reads the current one once,
 * at its beginning, and is judged by it. Immutable; any thread.
 */
public final class Snapshot {
    private final Circumstances circumstances;
    private final Configuration configuration;
    private final Leases leases;
    private final Catalog catalog;
    private final Names names;
    private final PrivateNames privateNames;
    private final GatewayDomains gatewayDomains;
    private final Map<Identity, IngressPolicy> ingress;
    private final Map<Identity, EgressPolicy> egress;

    private Snapshot(
            Circumstances circumstances,
            Configuration configuration,
            Leases leases,
            Catalog catalog,
            Names names) {
        this.circumstances = circumstances;
        this.configuration = configuration;
        this.leases = leases;
        this.catalog = catalog;
        this.names = names;
        var settings = configuration.settings();
        this.privateNames = PrivateNames.of(catalog.exposures(), settings);
        this.gatewayDomains = GatewayDomains.of(catalog.exposures(), settings);
        this.ingress = ingress(configuration.endpoints());
        this.egress =
                egress(configuration, surroundings(configuration.settings(), catalog, host()));
    }

    /**
     * The snapshot of a configuration.
     *
     * @param overlaps takes what two endpoints both claim
     */
    public static Snapshot of(
            Circumstances circumstances,
            Configuration configuration,
            Collection<Catalog.Overlap> overlaps) {
        var leases = leases(configuration, circumstances.living());
        var exposures = Exposures.of(configuration.endpoints(), leases);
        var settings = configuration.settings();
        var names =
                Names.of(
                        configuration.endpoints(),
                        exposures,
                        settings.account(),
                        settings.dns().map(Settings.Dns::zone).orElse("penstock.internal"));
        var catalog = Catalog.of(exposures, circumstances.host(), overlaps);
        return new Snapshot(circumstances, configuration, leases, catalog, names);
    }

    /**
     * Who has which address of the pool if nobody had one before: what a restart would bring about.
     */
    public Leases leasesAfterRestart() {
        return leases(configuration, Leases.NONE);
    }

    private static Leases leases(Configuration configuration, Leases living) {
        var pool = configuration.settings().addressPool();
        return pool.isEmpty()
                ? Leases.NONE
                : new AddressPool(pool, addresses(configuration))
                        .assign(Exposures.tenants(configuration.endpoints()), living);
    }

    /** Every address that the configuration gives to somebody by name. */
    private static Set<Ip> addresses(Configuration configuration) {
        var settings = configuration.settings();
        var addresses = new HashSet<Ip>();
        addresses.add(settings.admin().ip());
        settings.dns().ifPresent(dns -> dns.listen().forEach(at -> addresses.add(at.ip())));
        for (var endpoint : configuration.endpoints()) {
            for (var binding : endpoint.bindings()) {
                if (binding instanceof Binding.Address(var ip)) {
                    addresses.add(ip);
                }
            }
            endpoint.options().childAddresses().values().forEach(addresses::addAll);
        }
        configuration.gateways().forEach(g -> addresses.addAll(g.sourceAddresses()));
        return addresses;
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
                .forEach(listener -> {
                    var ports = Ports.of(PortRange.of(listener.port()));
                    own.merge(listener.ip(), ports, Ports::and);
                    if (listener.ip().equals(Ip.ANY_V6)) { // these take IPv4 there too
                        own.merge(Ip.ANY_V4, ports, Ports::and);
                    }
                });
        return Surroundings.of(
                settings.metadataAddresses(),
                settings.nat64Prefixes(),
                new OwnListeners(own, host.addresses()));
    }

    /** Counts the snapshots of this process, from 1. */
    public long revision() {
        return circumstances.revision();
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
        return circumstances.host();
    }

    /** The addresses from the pool, and who has them. */
    public Leases leases() {
        return leases;
    }

    /** Who is at an address and port. */
    public Catalog catalog() {
        return catalog;
    }

    /** The DNS names of the endpoints. */
    public Names names() {
        return names;
    }

    /** The custom domains that lead to endpoints. */
    public PrivateNames privateNames() {
        return privateNames;
    }

    /** The domains whose names gateways' servers are asked for. */
    public GatewayDomains gatewayDomains() {
        return gatewayDomains;
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
