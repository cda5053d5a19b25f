package io.penstock.gateway;

import io.penstock.net.IpPort;
import io.penstock.relay.Loop;
import io.penstock.resolver.Families;
import io.penstock.resolver.Question;
import io.penstock.resolver.Servers;
import io.penstock.resource.Definition;
import io.penstock.resource.Exposure;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.ResourceGateway;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import io.penstock.transport.Dialer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The way out, for one event loop: turns an exposure into a connected leg, or says why not.
 * Confined to its loop, with a cache of addresses of its own.
 */
public final class Gateway {
    private final Loop loop;
    private final LongSupplier nanos;
    private final AddressBook addresses;
    private final Dialer dialer = new Dialer();
    private final Health health;
    private final GatewayObserver observer;

    /**
     * A gateway for one loop.
     *
     * @param nanos a monotonic clock
     */
    public Gateway(
            Loop loop, Asking asking, Health health, GatewayObserver observer, LongSupplier nanos) {
        this.loop = loop;
        this.nanos = nanos;
        this.health = health;
        this.observer = observer;
        this.addresses = new AddressBook(asking, loop::after, nanos, observer);
    }

    /**
     * Connects to what an exposure stands for.
     *
     * @param snapshot that the exposure is of
     * @param destination which the client came to
     * @param done is told once, on the loop, perhaps before this returns; not after a cancel
     */
    public Connecting dial(
            Snapshot snapshot, Exposure exposure, IpPort destination, Consumer<Dialed> done) {
        var connecting =
                new Connecting(
                        loop,
                        nanos,
                        exposure,
                        snapshot.egress(exposure.gateway()),
                        exposure.options().targetPort(destination.port()),
                        new Connecting.Outcome(dialer, done, observer, health));
        switch (exposure.target()) {
            case Definition.Address(var ip) -> connecting.judge(List.of(ip));
            case Definition.Cidrs _ -> connecting.judge(List.of(destination.ip()));
            case Definition.Dns name -> {
                connecting.awaitName();
                look(snapshot, exposure.gateway(), name, connecting::resolved);
            }
        }
        return connecting;
    }

    /**
     * Tells the addresses that a connect to the exposure would choose from.
     *
     * @param done is told once, on the loop, perhaps before this returns
     */
    public void resolve(Snapshot snapshot, Exposure exposure, Consumer<Known> done) {
        switch (exposure.target()) {
            case Definition.Address(var ip) -> done.accept(new Known.Addresses(List.of(ip), false));
            case Definition.Cidrs _ ->
                    done.accept(
                            new Known.Nothing(
                                    LookupOutcome.NO_DATA,
                                    "each client names the address that it wants"));
            case Definition.Dns name -> look(snapshot, exposure.gateway(), name, done);
        }
    }

    /** Forgets the names that a new snapshot does not have. */
    public void retain(Snapshot snapshot) {
        var wanted = new HashSet<AddressBook.Entry>();
        for (var exposure : snapshot.catalog().exposures()) {
            if (exposure.target() instanceof Definition.Dns name) {
                entry(snapshot.settings(), exposure.gateway(), name).ifPresent(wanted::add);
            }
        }
        addresses.retain(wanted::contains);
    }

    private void look(
            Snapshot snapshot, ResourceGateway gateway, Definition.Dns name, Consumer<Known> done) {
        entry(snapshot.settings(), gateway, name)
                .ifPresentOrElse(
                        entry -> addresses.find(entry, gateway, done),
                        () ->
                                done.accept(
                                        new Known.Nothing(
                                                LookupOutcome.NO_DATA,
                                                "the gateway and the name share no IP version")));
    }

    private static Optional<AddressBook.Entry> entry(
            Settings settings, ResourceGateway gateway, Definition.Dns name) {
        return families(gateway.ipAddressType(), name.ipAddressType())
                .map(families ->
                        new AddressBook.Entry(
                                gateway.identity(),
                                servers(settings, gateway),
                                new Question(name.domainName(), families)));
    }

    private static Servers servers(Settings settings, ResourceGateway gateway) {
        return switch (gateway.dnsResolution()) {
            case PUBLIC -> new Servers(settings.publicDnsServers(), List.of(), Optional.empty());
            case IN_VPC ->
                    new Servers(gateway.dnsServers(), gateway.sourceAddresses(), gateway.device());
        };
    }

    private static Optional<Families> families(IpAddressType one, IpAddressType other) {
        if (one == IpAddressType.DUALSTACK) {
            return Optional.of(
                    switch (other) {
                        case IPV4 -> Families.IPV4;
                        case IPV6 -> Families.IPV6;
                        case DUALSTACK -> Families.BOTH;
                    });
        }
        if (other == IpAddressType.DUALSTACK || other == one) {
            return families(IpAddressType.DUALSTACK, one);
        }
        return Optional.empty();
    }
}
