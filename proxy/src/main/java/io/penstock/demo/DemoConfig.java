package io.penstock.demo;

import io.penstock.config.ConfigResult;
import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.policy.Rule;
import io.penstock.policy.SecurityGroup;
import io.penstock.resource.Binding;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Host;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.PortMapping;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceConfiguration.Single;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Configuration;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The demo's configuration, with what the command line changes in it. The file is read as any
 * other, and can be edited while the demo runs; the changes are made to what was read.
 */
public final class DemoConfig implements Function<Circumstances, ConfigResult> {
    private final Function<Circumstances, ConfigResult> file;
    private final DemoOptions options;

    /** What {@code file} reads, changed. */
    public DemoConfig(Function<Circumstances, ConfigResult> file, DemoOptions options) {
        this.file = file;
        this.options = options;
    }

    @Override
    public ConfigResult apply(Circumstances circumstances) {
        return switch (file.apply(circumstances)) {
            case ConfigResult.Rejected rejected -> rejected;
            case ConfigResult.Loaded(var snapshot, var problems, var sources) ->
                    new ConfigResult.Loaded(
                            Snapshot.of(
                                    circumstances,
                                    changed(snapshot.configuration(), circumstances.host()),
                                    new ArrayList<>()),
                            problems,
                            sources);
        };
    }

    private Configuration changed(Configuration read, Host host) {
        var configurations = read.configurations().stream().map(this::changed).toList();
        var endpoints =
                read.endpoints().stream()
                        .map(endpoint -> changed(endpoint, configurations, host))
                        .toList();
        return new Configuration(
                changed(read.settings()),
                read.gateways(),
                configurations,
                endpoints,
                read.revisionHash());
    }

    private Settings changed(Settings read) {
        return new Settings(
                read.account(),
                moved(read.admin(), options.adminPort().orElse(read.admin().port())),
                read.adminTokenFile().or(() -> Optional.of(options.tokenFile())),
                read.dns().map(this::changed),
                read.publicDnsServers(),
                read.addressPool(),
                read.verifiedDomains(),
                read.metadataAddresses(),
                read.nat64Prefixes(),
                read.drain(),
                read.accessLog(),
                read.engine());
    }

    private Settings.Dns changed(Settings.Dns read) {
        var listen =
                read.listen().stream()
                        .map(at -> moved(at, options.dnsPort().orElse(at.port())))
                        .distinct()
                        .toList();
        return new Settings.Dns(
                listen,
                read.zone(),
                options.everywhere() ? everybody() : read.allowFrom(),
                read.forward(),
                read.rateLimit());
    }

    private IpPort moved(IpPort read, int port) {
        return new IpPort(options.everywhere() ? Ip.ANY_V4 : read.ip(), port);
    }

    private static List<Cidr> everybody() {
        return List.of(new Cidr(Ip.ANY_V4, 0), new Cidr(Ip.ANY_V6, 0));
    }

    /** Clients come to another port; it still leads to the same one of the resource. */
    private ResourceConfiguration changed(ResourceConfiguration read) {
        return switch (read) {
            case Single single when options.httpPort().isPresent() -> {
                var port = PortRange.of(options.httpPort().getAsInt());
                int first = single.ports().ranges().getFirst().from();
                var target = PortRange.of(single.options().targetPort(first));
                yield new Single(
                        single.identity(),
                        single.gateway(),
                        Ports.of(port),
                        single.definition(),
                        single.customDomainName(),
                        single.sharedWith(),
                        mapped(single.options(), new PortMapping(port, target)));
            }
            case Single _,
                    ResourceConfiguration.Group _,
                    ResourceConfiguration.Child _,
                    ResourceConfiguration.Arn _,
                    ResourceConfiguration.Cidrs _ ->
                    read;
        };
    }

    private static ConnectionOptions mapped(ConnectionOptions read, PortMapping mapping) {
        return read.with(List.of(mapping));
    }

    /**
     * A host without IPv6 listens without it. Served from a container, names are answered with
     * loopback: where its ports are published is where its clients are.
     */
    private Endpoint changed(Endpoint read, List<ResourceConfiguration> configurations, Host host) {
        boolean v6 = host.addresses().contains(DemoOptions.LOOPBACK_V6);
        List<Binding> wildcard = List.of(new Binding.Wildcard());
        var loopback =
                v6
                        ? List.of(DemoOptions.LOOPBACK_V4, DemoOptions.LOOPBACK_V6)
                        : List.of(DemoOptions.LOOPBACK_V4);
        return new Endpoint(
                read.identity(),
                configurations.stream()
                        .filter(c -> c.identity().equals(read.configuration().identity()))
                        .findFirst()
                        .orElseThrow(),
                read.securityGroups().stream().map(this::changed).toList(),
                v6 ? read.ipAddressType() : IpAddressType.IPV4,
                options.everywhere()
                        ? wildcard
                        : read.bindings().stream().filter(b -> v6 || !isLoopbackV6(b)).toList(),
                read.privateDns(),
                options.everywhere() ? read.options().advertising(loopback) : read.options());
    }

    private static boolean isLoopbackV6(Binding binding) {
        return binding.equals(new Binding.Address(DemoOptions.LOOPBACK_V6));
    }

    /** Clients come to another port, and through a container's network from another address. */
    private SecurityGroup changed(SecurityGroup read) {
        var ingress = read.ingress().stream().flatMap(this::changed).toList();
        return new SecurityGroup(read.name(), ingress, read.egress(), read.enforcement());
    }

    private Stream<Rule> changed(Rule read) {
        var ports =
                options.httpPort().isPresent()
                        ? Ports.of(PortRange.of(options.httpPort().getAsInt()))
                        : read.ports();
        var cidrs = options.everywhere() ? everybody() : List.of(read.cidr());
        return cidrs.stream().map(cidr -> new Rule(read.source(), ports, cidr));
    }
}
