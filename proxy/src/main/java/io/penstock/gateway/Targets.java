package io.penstock.gateway;

import io.penstock.net.Ip;
import io.penstock.resolver.Families;
import io.penstock.resolver.Question;
import io.penstock.resolver.Servers;
import io.penstock.resource.Definition;
import io.penstock.resource.Exposure;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.ResourceGateway;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds the candidates that a target stands for now. Confined to its loop. */
final class Targets {
    /** How many hosts of one service are looked at: each is a question of its own. */
    private static final int MAX_HOSTS = 64;

    private final AddressBook book;
    private final AddressBook.Timer timer;

    /** The hosts that each service named last: what it does not name any more is forgotten. */
    private final Map<AddressBook.Entry, Set<AddressBook.Entry>> hosts = new HashMap<>();

    private final Set<AddressBook.Entry> retired = new HashSet<>();

    Targets(AddressBook book, AddressBook.Timer timer) {
        this.book = book;
        this.timer = timer;
    }

    /**
     * Tells what the exposure's target stands for.
     *
     * @param done is told once, on the loop, perhaps before this returns
     */
    void find(Snapshot snapshot, Exposure exposure, Consumer<Resolution> done) {
        switch (exposure.target()) {
            case Definition.Address(var ip) -> done.accept(Resolution.of(ip));
            case Definition.Cidrs _ ->
                    done.accept(
                            new Resolution.Nothing(
                                    LookupOutcome.NO_DATA,
                                    "each client names the address that it wants"));
            case Definition.Dns(var name, var type) -> {
                var at = place(snapshot.settings(), exposure.gateway(), type);
                if (at.isEmpty()) {
                    done.accept(noFamily());
                } else {
                    book.find(
                            at.get().entry(name),
                            exposure.gateway(),
                            known -> done.accept(addresses(known)));
                }
            }
            case Definition.Service(var name, var type) -> {
                var at = place(snapshot.settings(), exposure.gateway(), type);
                if (at.isEmpty()) {
                    done.accept(noFamily());
                } else {
                    services(at.get(), at.get().service(name), done);
                }
            }
        }
    }

    private void services(Place at, AddressBook.Entry service, Consumer<Resolution> done) {
        book.find(
                service,
                at.gateway,
                known -> {
                    switch (known) {
                        case Known.Services(var services, var stale) -> {
                            var some = services.stream().limit(MAX_HOSTS).toList();
                            remember(
                                    service,
                                    some.stream()
                                            .map(s -> at.entry(s.host()))
                                            .collect(Collectors.toUnmodifiableSet()));
                            new ServiceHosts(some, stale, timer, done)
                                    .find((host, told) ->
                                            book.find(at.entry(host), at.gateway, told));
                        }
                        case Known.Addresses _ ->
                                throw new IllegalStateException("addresses for a service");
                        case Known.Nothing(var outcome, var text) ->
                                done.accept(new Resolution.Nothing(outcome, text));
                    }
                });
    }

    /** Hosts that come and go would fill the book. */
    private void remember(AddressBook.Entry service, Set<AddressBook.Entry> now) {
        var before = hosts.put(service, now);
        if (before != null && !before.equals(now)) {
            retired.addAll(before);
            hosts.values().forEach(retired::removeAll);
            book.retain(entry -> !retired.contains(entry));
            retired.removeIf(entry -> !book.has(entry));
        }
    }

    private static Resolution addresses(Known known) {
        return switch (known) {
            case Known.Addresses(var ips, var stale) -> fixed(ips, stale);
            case Known.Services _ -> throw new IllegalStateException("services for addresses");
            case Known.Nothing(var outcome, var text) -> new Resolution.Nothing(outcome, text);
        };
    }

    private static Resolution fixed(List<Ip> ips, boolean stale) {
        return new Resolution.Found(ips.stream().map(Candidate::of).toList(), stale);
    }

    private static Resolution noFamily() {
        return new Resolution.Nothing(
                LookupOutcome.NO_DATA, "the gateway and the name share no IP version");
    }

    /** Forgets what a new snapshot does not name. */
    void retain(Snapshot snapshot) {
        var wanted = new HashSet<AddressBook.Entry>();
        for (var exposure : snapshot.catalog().exposures()) {
            switch (exposure.target()) {
                case Definition.Address _, Definition.Cidrs _ -> {}
                case Definition.Dns(var name, var type) ->
                        place(snapshot.settings(), exposure.gateway(), type)
                                .ifPresent(at -> wanted.add(at.entry(name)));
                case Definition.Service(var name, var type) ->
                        place(snapshot.settings(), exposure.gateway(), type)
                                .ifPresent(at -> wanted.add(at.service(name)));
            }
        }
        hosts.keySet().retainAll(wanted);
        hosts.values().forEach(wanted::addAll);
        book.retain(wanted::contains);
    }

    /** Whom a gateway asks, and for which addresses. */
    private record Place(ResourceGateway gateway, Servers servers, Families families) {
        AddressBook.Entry entry(String host) {
            return new AddressBook.Entry(gateway.identity(), servers, new Question(host, families));
        }

        AddressBook.Entry service(String name) {
            return new AddressBook.Entry(gateway.identity(), servers, Question.service(name));
        }
    }

    private static Optional<Place> place(
            Settings settings, ResourceGateway gateway, IpAddressType type) {
        return families(gateway.ipAddressType(), type)
                .map(families -> new Place(gateway, servers(settings, gateway), families));
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
