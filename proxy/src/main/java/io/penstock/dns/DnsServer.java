package io.penstock.dns;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.relay.Loop;
import io.penstock.resolver.Protocol;
import io.penstock.resolver.Upstream;
import io.penstock.resource.Host;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import io.penstock.transport.BindFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DNS server of the zone. Everything happens on one event loop; the methods may be called from
 * any thread, and give their results on that loop.
 *
 * <p>A wildcard to listen on is one pair of sockets for each address of the host, so that a reply
 * leaves from the address that was asked, and so that others (a stub resolver on 127.0.0.53) may
 * have the port on theirs. Link-local addresses are left out. The addresses are the snapshot's;
 * {@link #refresh} follows when they have changed.
 */
public final class DnsServer {
    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);

    private static final long RETRY_NANOS = 3_000_000_000L;

    private final Loop loop;
    private final Supplier<Snapshot> snapshots;
    private final DnsCounters counters;
    private final Responder responder;
    private final TcpConnections connections = new TcpConnections();
    private final Map<IpPort, Listener> listeners = new LinkedHashMap<>();
    private boolean retrying;
    private boolean closed;

    private DnsServer(
            Loop loop, Supplier<Snapshot> snapshots, DnsCounters counters, LongSupplier nanos) {
        this.loop = loop;
        this.snapshots = snapshots;
        this.counters = counters;
        this.responder =
                new Responder(snapshots, new Forwarder(Upstream.on(loop)), counters, nanos);
    }

    /**
     * Binds what the current snapshot says to listen on.
     *
     * @param snapshots read once for each query; its settings name a DNS server
     * @param nanos a clock for the rate limit, as {@link System#nanoTime}
     */
    public static CompletableFuture<DnsBind> bind(
            Loop loop, Supplier<Snapshot> snapshots, DnsCounters counters, LongSupplier nanos) {
        var result = new CompletableFuture<DnsBind>();
        loop.execute(() -> {
            var server = new DnsServer(loop, snapshots, counters, nanos);
            result.complete(server.start());
        });
        return result;
    }

    private DnsBind start() {
        var failures = follow();
        // A tentative or vanished address of the host, not one that was asked for by itself.
        var fatal =
                failures.stream()
                        .filter(failure -> isNamed(failure.address()) || !isAbsent(failure))
                        .findFirst();
        if (fatal.isPresent()) {
            stop();
            return fatal.get();
        }
        failures.forEach(failure -> LOG.warn("dns: left out: {}", failure));
        if (listeners.isEmpty()) {
            var first = settings().flatMap(dns -> dns.listen().stream().findFirst());
            return new DnsBind.Failed(
                    first.orElse(new IpPort(Ip.ANY_V4, 0)),
                    Protocol.UDP,
                    BindFailure.ADDRESS_NOT_AVAILABLE,
                    "the host has no address to listen on");
        }
        return new DnsBind.Bound(this);
    }

    private static boolean isAbsent(DnsBind.Failed failure) {
        return failure.cause() == BindFailure.ADDRESS_NOT_AVAILABLE;
    }

    private boolean isNamed(IpPort address) {
        return settings().stream().anyMatch(dns -> dns.listen().contains(address));
    }

    private Optional<Settings.Dns> settings() {
        return snapshots.get().settings().dns();
    }

    /**
     * Follows the host's addresses to those of the current snapshot: to be called after a reload.
     *
     * @return what could not be bound; everything else is
     */
    public CompletableFuture<List<DnsBind.Failed>> refresh() {
        var result = new CompletableFuture<List<DnsBind.Failed>>();
        loop.execute(() -> result.complete(closed ? List.of() : follow()));
        return result;
    }

    /** An IPv6 address is the host's some seconds before it can be bound (RFC 4862 section 5.4). */
    private void retryAbsent(List<DnsBind.Failed> failures) {
        if (failures.stream().anyMatch(DnsServer::isAbsent) && !retrying) {
            retrying = true;
            loop.after(
                    RETRY_NANOS,
                    () -> {
                        retrying = false;
                        if (!closed) {
                            follow();
                        }
                    });
        }
    }

    private List<DnsBind.Failed> follow() {
        var wanted =
                settings()
                        .map(dns -> wanted(dns.listen(), snapshots.get().host()))
                        .orElse(Set.of());
        listeners
                .entrySet()
                .removeIf(entry -> {
                    boolean gone = !wanted.contains(entry.getKey());
                    if (gone) {
                        entry.getValue().close();
                    }
                    return gone;
                });
        var failures = new ArrayList<DnsBind.Failed>();
        for (var address : wanted) {
            if (!listeners.containsKey(address)) {
                open(address).ifPresent(failures::add);
            }
        }
        retryAbsent(failures);
        return failures;
    }

    private Optional<DnsBind.Failed> open(IpPort address) {
        var opened =
                Listener.open(
                        loop.eventLoop(),
                        address,
                        () -> new UdpHandler(responder, address.ip()),
                        () -> new TcpAcceptor(responder, connections, counters));
        return switch (opened) {
            case Listener.Opened.Listening(var listener) -> {
                listeners.put(address, listener);
                yield Optional.empty();
            }
            case Listener.Opened.Failed(var failure) -> Optional.of(failure);
        };
    }

    /** The addresses that stand for these; {@code ::} stands for those of IPv4 too. */
    static Set<IpPort> wanted(List<IpPort> listen, Host host) {
        var wanted = new LinkedHashSet<IpPort>();
        for (var address : listen) {
            if (address.ip().isAny()) {
                host.addresses().stream()
                        .filter(ip -> ip.isV4() || address.ip().equals(Ip.ANY_V6))
                        .filter(ip -> !Facing.isLinkLocal(ip))
                        .sorted()
                        .forEach(ip -> wanted.add(new IpPort(ip, address.port())));
            } else {
                wanted.add(address);
            }
        }
        return wanted;
    }

    /** Where it listens, UDP and TCP, with the ports that the system chose. */
    public CompletableFuture<List<IpPort>> addresses() {
        var result = new CompletableFuture<List<IpPort>>();
        loop.execute(
                () -> result.complete(listeners.values().stream().map(Listener::address).toList()));
        return result;
    }

    /** Closes its sockets; done when they are closed. A second call does nothing. */
    public CompletableFuture<Void> close() {
        return CompletableFuture.runAsync(this::stop, loop::execute);
    }

    private void stop() {
        closed = true;
        listeners.values().forEach(Listener::close);
        listeners.clear();
    }
}
