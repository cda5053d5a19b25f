package io.penstock.command;

import io.penstock.endpoint.DoorPlan;
import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.Ports;
import io.penstock.resource.Exposure;
import io.penstock.resource.Host;
import io.penstock.resource.Lookup;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import io.penstock.transport.Capacity;
import io.penstock.transport.Devices;
import io.penstock.transport.Listeners;
import io.penstock.transport.LocalRoutes;
import io.penstock.transport.PortHolder;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether this host has what a configuration needs: addresses, free ports, the right to them.
 *
 * @param uses how each endpoint would be listened on, a line each
 * @param obstacles what the host does not have, with the remedy, a line each
 */
public record HostCheck(List<String> uses, List<String> obstacles) {
    /** Copies the lists. */
    public HostCheck {
        uses = List.copyOf(uses);
        obstacles = List.copyOf(obstacles);
    }

    /** Binds each port for a moment, and tries socket lookup where that is needed. */
    public static HostCheck of(Snapshot snapshot) {
        return of(snapshot, Capacity.ofThisHost(Runtime.getRuntime().availableProcessors()));
    }

    /** The same for a host that has so much. */
    static HostCheck of(Snapshot snapshot, Capacity capacity) {
        var catalog = snapshot.catalog();
        var plan =
                DoorPlan.of(
                        catalog.listeners(),
                        catalog.ranges(),
                        snapshot.host().addresses(),
                        capacity);
        var uses = new LinkedHashSet<String>();
        for (var exposure : plan.misfits().isEmpty() ? catalog.exposures() : List.<Exposure>of()) {
            var who = "endpoint " + exposure.endpoint().identity() + ": ";
            plan.of(exposure, catalog).forEach(how -> uses.add(who + how.words()));
        }
        uses.addAll(plan.notices());
        return new HostCheck(List.copyOf(uses), obstacles(snapshot, plan));
    }

    private static List<String> obstacles(Snapshot snapshot, DoorPlan plan) {
        var obstacles = new ArrayList<String>();
        for (var misfit : plan.misfits()) {
            obstacles.add(
                    endpoint(snapshot, misfit.at())
                            + ": cannot listen on "
                            + misfit.where()
                            + ": "
                            + misfit.text());
        }
        if (plan.misfits().isEmpty()) {
            plan.sockets().stream()
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .forEach(at ->
                            probe(
                                    endpoint(snapshot, at),
                                    at,
                                    snapshot.host(),
                                    obstacles,
                                    HostCheck::listenAsEndpoints));
            plan.lookup().forEach((cidr, ports) -> lookup(snapshot, plan, cidr, ports, obstacles));
        }
        tcp("appliance.admin", snapshot.settings().admin(), snapshot.host(), obstacles);
        for (var at : snapshot.settings().dns().map(Settings.Dns::listen).orElse(List.of())) {
            tcp("appliance.dns.listen", at, snapshot.host(), obstacles);
            udp(at, snapshot.host(), obstacles);
        }
        for (var gateway : snapshot.configuration().gateways()) {
            for (var source : gateway.sourceAddresses()) {
                missing(source, snapshot.host())
                        .map(line -> "resource gateway " + gateway.identity() + ": " + line)
                        .ifPresent(obstacles::add);
            }
            gateway.device()
                    .flatMap(device -> device(device, snapshot.host()))
                    .map(line -> "resource gateway " + gateway.identity() + ": " + line)
                    .ifPresent(obstacles::add);
        }
        return obstacles;
    }

    private static void lookup(
            Snapshot snapshot, DoorPlan plan, Cidr cidr, Ports ports, List<String> obstacles) {
        var ip = cidr.network();
        if (ports.isEmpty()) {
            return; // left to the host
        }
        var who = endpoint(snapshot, new IpPort(ip, ports.ranges().getFirst().from()));
        if (!LocalRoutes.have(cidr)) {
            obstacles.add(
                    who
                            + (cidr.isSingle()
                                    ? ": " + lacks(ip)
                                    : ": this host does not take "
                                            + cidr
                                            + " for its own (ip route add local "
                                            + cidr
                                            + " dev lo)"));
        } else if (plan.wide().contains(ip)) {
            PortHolder.all().stream()
                    .filter(at -> at.ip().equals(ip) && ports.contains(at.port()))
                    .forEach(at -> obstacles.add(who + ": cannot listen on " + at + held(at)));
        }
    }

    private static String held(IpPort at) {
        return PortHolder.of(at).map(name -> ", held by " + name).orElse("");
    }

    private static String endpoint(Snapshot snapshot, IpPort at) {
        return switch (snapshot.catalog().find(at.ip(), at.port())) {
            case Lookup.Found(var exposure) -> "endpoint " + exposure.endpoint().identity();
            case Lookup.Several(var board) -> "endpoint " + board.endpoint().identity();
            case Lookup.Nothing() -> "endpoint";
        };
    }

    private static void tcp(String who, IpPort at, Host host, List<String> obstacles) {
        probe(who, at, host, obstacles, HostCheck::listen);
    }

    private static void udp(IpPort at, Host host, List<String> obstacles) {
        if (missing(at.ip(), host).isEmpty()) {
            probe("appliance.dns.listen (UDP)", at, host, obstacles, HostCheck::receive);
        }
    }

    /** Takes an address for a moment. */
    @FunctionalInterface
    private interface Probe {
        void bind(IpPort at) throws IOException;
    }

    private static void probe(
            String who, IpPort at, Host host, List<String> obstacles, Probe probe) {
        var missing = missing(at.ip(), host);
        if (missing.isPresent()) {
            obstacles.add(who + ": " + missing.get());
            return;
        }
        try {
            probe.bind(at);
        } catch (IOException e) {
            obstacles.add(who + ": cannot listen on " + at + ": " + e.getMessage() + held(at));
        }
    }

    /** On {@code ::} they leave IPv4 alone, which the JDK's sockets cannot. */
    private static void listenAsEndpoints(IpPort at) throws IOException {
        var obstacle = Listeners.obstacle(at);
        if (obstacle.isPresent()) {
            throw new IOException(obstacle.get());
        }
    }

    private static void listen(IpPort at) throws IOException {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections that have just ended do not count
            socket.bind(at.toSocketAddress());
        }
    }

    private static void receive(IpPort at) throws IOException {
        try (var socket = new DatagramSocket(null)) {
            socket.bind(at.toSocketAddress());
        }
    }

    private static Optional<String> device(String device, Host host) {
        var known = host.devices().keySet();
        return Devices.obstacle(device)
                .map(why ->
                        known.contains(device)
                                ? why
                                : why + "; it has " + String.join(", ", known));
    }

    private static Optional<String> missing(Ip ip, Host host) {
        boolean here =
                Stream.of(ip.isAny(), host.addresses().contains(ip), ip.isV4() && ip.isLoopback())
                        .anyMatch(yes -> yes);
        return here ? Optional.empty() : Optional.of(lacks(ip));
    }

    private static String lacks(Ip ip) {
        return "this host does not have "
                + ip
                + " (ip addr add "
                + ip
                + (ip.isV4() ? "/32" : "/128")
                + " dev DEVICE, or ip route add local "
                + ip
                + " dev lo)";
    }
}
