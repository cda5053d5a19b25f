package io.penstock.testing;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.policy.Enforcement;
import io.penstock.policy.Rule;
import io.penstock.policy.SecurityGroup;
import io.penstock.resource.Binding;
import io.penstock.resource.Catalog;
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
import io.penstock.resource.PortMapping;
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

/**
 * The scenario that Penstock exists for, as values: one web server behind one gateway, one
 * endpoint; and whatever a test wants to be different.
 */
public final class Zigi {
    public static final String ACCOUNT = "000000000000";

    private String account = ACCOUNT;
    private String zone = "penstock.internal";
    private List<Ip> metadata = List.of();
    private String hash = "0";
    private Host host = new Host(Map.of("eth0", List.of(ip("10.9.0.10"), ip("10.0.1.10"))));
    private Enforcement enforcement = Enforcement.ENFORCE;
    private List<Rule> egress = List.of(rule("web-out egress[0]", "80", "10.0.1.0/24"));
    private List<Rule> ingress = List.of(rule("app-in ingress[0]", "80", "10.9.0.0/16"));
    private List<Ip> sources = List.of(ip("10.0.1.10"));
    private Definition.Target target = new Definition.Dns("web.zigi.internal", IpAddressType.IPV4);
    private List<PortMapping> mappings = List.of();
    private List<Binding> bindings = List.of(new Binding.Address(ip("10.9.0.10")));
    private final List<String> endpoints = new ArrayList<>(List.of("zigi-endpoint"));

    public Zigi account(String twelveDigits) {
        account = twelveDigits;
        return this;
    }

    public Zigi zone(String name) {
        zone = name;
        return this;
    }

    public Zigi metadata(String address) {
        metadata = List.of(ip(address));
        return this;
    }

    /** Stands for the text of the files: the same hash, the same text. */
    public Zigi hash(String digits) {
        hash = digits;
        return this;
    }

    public Zigi host(String device, String... addresses) {
        host = new Host(Map.of(device, ips(addresses)));
        return this;
    }

    public Zigi report() {
        enforcement = Enforcement.REPORT;
        return this;
    }

    public Zigi egress(Rule... rules) {
        egress = List.of(rules);
        return this;
    }

    public Zigi ingress(Rule... rules) {
        ingress = List.of(rules);
        return this;
    }

    public Zigi sources(String... addresses) {
        sources = ips(addresses);
        return this;
    }

    public Zigi target(Definition.Target definition) {
        target = definition;
        return this;
    }

    public Zigi mapping(int port, int targetPort) {
        mappings = List.of(new PortMapping(PortRange.of(port), PortRange.of(targetPort)));
        return this;
    }

    public Zigi bindings(Binding... where) {
        bindings = List.of(where);
        return this;
    }

    /** The names of the endpoints; all but the first listen one port higher each. */
    public Zigi endpoints(String... names) {
        endpoints.clear();
        endpoints.addAll(List.of(names));
        return this;
    }

    public Snapshot snapshot(long revision) {
        var overlaps = new ArrayList<Catalog.Overlap>();
        var snapshot =
                Snapshot.of(
                        new Circumstances(revision, host, Leases.NONE), configuration(), overlaps);
        if (!overlaps.isEmpty()) {
            throw new IllegalStateException(overlaps.toString());
        }
        return snapshot;
    }

    private Configuration configuration() {
        var gateway =
                new ResourceGateway(
                        Identity.of(Kind.RESOURCE_GATEWAY, account, "zigi-rgw"),
                        IpAddressType.IPV4,
                        DnsResolution.IN_VPC,
                        List.of(group("web-out", List.of(), egress)),
                        List.of(new IpPort(ip("10.0.1.2"), 53)),
                        sources,
                        Optional.empty());
        var configurations = new ArrayList<ResourceConfiguration>();
        var points = new ArrayList<Endpoint>();
        for (int i = 0; i < endpoints.size(); i++) {
            var configuration = configuration(gateway, i);
            configurations.add(configuration);
            points.add(endpoint(endpoints.get(i), configuration));
        }
        return new Configuration(settings(), List.of(gateway), configurations, points, hash);
    }

    private ResourceConfiguration configuration(ResourceGateway gateway, int index) {
        return new ResourceConfiguration.Single(
                Identity.of(
                        Kind.RESOURCE_CONFIGURATION,
                        account,
                        index == 0 ? "zigi-web" : "zigi-web-" + index),
                gateway,
                Ports.of(PortRange.of(80 + index)),
                target,
                Optional.empty(),
                Set.of(),
                ConnectionOptions.DEFAULT.with(mappings));
    }

    private Endpoint endpoint(String name, ResourceConfiguration configuration) {
        return new Endpoint(
                Identity.of(Kind.ENDPOINT, account, name),
                configuration,
                List.of(group("app-in", ingress, List.of())),
                IpAddressType.DUALSTACK,
                bindings,
                Optional.empty(),
                EndpointOptions.DEFAULT);
    }

    private SecurityGroup group(String name, List<Rule> in, List<Rule> out) {
        return new SecurityGroup(account + "/" + name, in, out, enforcement);
    }

    private Settings settings() {
        var dns =
                new Settings.Dns(
                        List.of(new IpPort(ip("10.9.0.2"), 53)),
                        zone,
                        List.of(cidr("10.9.0.0/16")),
                        List.of(),
                        OptionalInt.empty());
        return new Settings(
                account,
                new IpPort(ip("127.0.0.1"), 9901),
                Optional.empty(),
                Optional.of(dns),
                List.of(),
                List.of(),
                List.of(),
                metadata,
                List.of(),
                new Settings.Drain(Duration.ofSeconds(5), Duration.ofSeconds(30)),
                new Settings.AccessLog.Stdout(),
                Settings.Engine.AUTO);
    }

    public static Rule rule(String source, String ports, String cidr) {
        return new Rule(source, Ports.of(PortRange.parse(ports).orElseThrow()), cidr(cidr));
    }

    public static Ip ip(String text) {
        return Ip.parse(text).orElseThrow();
    }

    public static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    private static List<Ip> ips(String... addresses) {
        return List.of(addresses).stream().map(Zigi::ip).toList();
    }
}
