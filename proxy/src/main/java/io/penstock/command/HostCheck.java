package io.penstock.command;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.resource.Host;
import io.penstock.resource.Lookup;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import io.penstock.transport.PortHolder;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whether this host has what a configuration needs: addresses, free ports, the right to them. */
public final class HostCheck {
    private HostCheck() {}

    /** What it does not have, with the remedy, a line each. Binds each port for a moment. */
    public static List<String> of(Snapshot snapshot) {
        var obstacles = new ArrayList<String>();
        snapshot.listeners()
                .sorted((a, b) -> a.toString().compareTo(b.toString()))
                .forEach(at -> tcp(endpoint(snapshot, at), at, snapshot.host(), obstacles));
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
        }
        return obstacles;
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
            var holder = PortHolder.of(at).map(name -> ", held by " + name).orElse("");
            obstacles.add(who + ": cannot listen on " + at + ": " + e.getMessage() + holder);
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

    private static Optional<String> missing(Ip ip, Host host) {
        boolean here =
                Stream.of(ip.isAny(), host.addresses().contains(ip), ip.isV4() && ip.isLoopback())
                        .anyMatch(yes -> yes);
        return here
                ? Optional.empty()
                : Optional.of(
                        "this host does not have "
                                + ip
                                + " (ip addr add "
                                + ip
                                + (ip.isV4() ? "/32" : "/128")
                                + " dev DEVICE, or ip route add local "
                                + ip
                                + " dev lo)");
    }
}
