package io.penstock.dns;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.resource.Binding;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Definition;
import io.penstock.resource.DnsResolution;
import io.penstock.resource.Endpoint;
import io.penstock.resource.EndpointOptions;
import io.penstock.resource.Host;
import io.penstock.resource.Identity;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.Kind;
import io.penstock.resource.Leases;
import io.penstock.resource.PrivateDns;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceGateway;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Configuration;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** A snapshot with a zone, built step by step. */
final class ZoneSetting {
    static final String OWN = "000000000000";
    static final String OTHER = "111122223333";

    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<Settings.Forward> forwards = new ArrayList<>();
    private final Map<String, List<Ip>> devices = new TreeMap<>();
    private List<IpPort> listen = List.of(at("127.0.0.1:0"));
    private List<Cidr> allowFrom = List.of();
    private OptionalInt rateLimit = OptionalInt.empty();

    ZoneSetting endpoint(String owner, String name, String... addresses) {
        var bindings = ips(addresses).stream().<Binding>map(Binding.Address::new).toList();
        return endpoint(owner, name, IpAddressType.DUALSTACK, bindings, List.of());
    }

    /** An endpoint that asks for private DNS with a custom domain. */
    ZoneSetting custom(String name, String domain, String... addresses) {
        var bindings = ips(addresses).stream().<Binding>map(Binding.Address::new).toList();
        var single =
                new ResourceConfiguration.Single(
                        Identity.of(Kind.RESOURCE_CONFIGURATION, OWN, name + "-resource"),
                        gateway(OWN, List.of(), List.of()),
                        Ports.of(PortRange.of(443)),
                        new Definition.Address(ip("10.0.1.20")),
                        Optional.of(domain),
                        Set.of(),
                        ConnectionOptions.DEFAULT);
        var asked = new PrivateDns(PrivateDns.Preference.ALL_DOMAINS, List.of());
        return add(name, single, bindings, Optional.of(asked));
    }

    /** An endpoint on ranges whose names a gateway's server knows, asked from that address. */
    ZoneSetting cidrs(String name, String domain, IpPort server, String source) {
        var cidrs =
                new ResourceConfiguration.Cidrs(
                        Identity.of(Kind.RESOURCE_CONFIGURATION, OWN, name + "-ranges"),
                        gateway(OWN, List.of(server), List.of(ip(source))),
                        Ports.of(PortRange.of(443)),
                        new Definition.Cidrs(List.of(Cidr.parse("10.0.0.0/16").orElseThrow())),
                        List.of(domain),
                        Set.of(),
                        ConnectionOptions.DEFAULT);
        return add(name, cidrs, List.of(), Optional.empty());
    }

    private ZoneSetting add(
            String name,
            ResourceConfiguration configuration,
            List<Binding> bindings,
            Optional<PrivateDns> privateDns) {
        endpoints.add(
                new Endpoint(
                        Identity.of(Kind.ENDPOINT, OWN, name),
                        configuration,
                        List.of(),
                        IpAddressType.DUALSTACK,
                        bindings,
                        privateDns,
                        EndpointOptions.DEFAULT));
        return this;
    }

    private static ResourceGateway gateway(String owner, List<IpPort> servers, List<Ip> sources) {
        return new ResourceGateway(
                Identity.of(Kind.RESOURCE_GATEWAY, owner, "rgw"),
                IpAddressType.IPV4,
                servers.isEmpty() ? DnsResolution.PUBLIC : DnsResolution.IN_VPC,
                List.of(),
                servers,
                sources,
                Optional.empty());
    }

    ZoneSetting wildcard(String name, IpAddressType type) {
        return endpoint(OWN, name, type, List.of(new Binding.Wildcard()), List.of());
    }

    ZoneSetting advertised(String name, String... addresses) {
        List<Binding> bindings = List.of(new Binding.Wildcard());
        return endpoint(OWN, name, IpAddressType.DUALSTACK, bindings, ips(addresses));
    }

    private ZoneSetting endpoint(
            String owner,
            String name,
            IpAddressType type,
            List<Binding> bindings,
            List<Ip> advertised) {
        var resource =
                new ResourceConfiguration.Single(
                        resource(owner),
                        gateway(owner, List.of(), List.of()),
                        Ports.of(PortRange.of(8000 + endpoints.size())),
                        new Definition.Address(ip("10.0.1.20")),
                        Optional.empty(),
                        Set.of(),
                        ConnectionOptions.DEFAULT);
        endpoints.add(
                new Endpoint(
                        Identity.of(Kind.ENDPOINT, owner, name),
                        resource,
                        List.of(),
                        type,
                        bindings,
                        Optional.empty(),
                        EndpointOptions.DEFAULT.advertising(advertised)));
        return this;
    }

    ZoneSetting device(String name, String... addresses) {
        devices.put(name, ips(addresses));
        return this;
    }

    ZoneSetting listen(String... addresses) {
        listen = List.of(addresses).stream().map(ZoneSetting::at).toList();
        return this;
    }

    ZoneSetting allowFrom(String cidr) {
        allowFrom = List.of(Cidr.parse(cidr).orElseThrow());
        return this;
    }

    ZoneSetting forward(String suffix, IpPort... servers) {
        forwards.add(new Settings.Forward(suffix, List.of(servers)));
        return this;
    }

    ZoneSetting rateLimit(int perSecond) {
        rateLimit = OptionalInt.of(perSecond);
        return this;
    }

    Snapshot snapshot(long revision) {
        var dns = new Settings.Dns(listen, "penstock.internal", allowFrom, forwards, rateLimit);
        var settings =
                new Settings(
                        OWN,
                        at("127.0.0.1:9901"),
                        Optional.empty(),
                        Optional.of(dns),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        new Settings.Drain(Duration.ZERO, Duration.ZERO),
                        new Settings.AccessLog.Off(),
                        Settings.Engine.AUTO);
        var configuration = new Configuration(settings, List.of(), List.of(), endpoints, "0");
        return Snapshot.of(
                new Circumstances(revision, new Host(devices), Leases.NONE),
                configuration,
                new ArrayList<>());
    }

    static Identity resource(String owner) {
        return Identity.of(Kind.RESOURCE_CONFIGURATION, owner, "web");
    }

    static String endpointId(String owner, String name) {
        return Identity.of(Kind.ENDPOINT, owner, name).id();
    }

    static Ip ip(String text) {
        return Ip.parse(text).orElseThrow();
    }

    private static IpPort at(String text) {
        return IpPort.parse(text).orElseThrow();
    }

    private static List<Ip> ips(String... addresses) {
        return List.of(addresses).stream().map(ZoneSetting::ip).toList();
    }
}
