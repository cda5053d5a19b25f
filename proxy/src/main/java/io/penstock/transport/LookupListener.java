package io.penstock.transport;

import io.penstock.linux.LookupLink;
import io.penstock.linux.LookupTable;
import io.penstock.linux.SocketLookup;
import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.Ports;
import io.penstock.relay.Leg;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whole ranges of addresses and ports on one socket for each loop and IP version, through the
 * kernel's socket lookup. Changed in two steps, so that every failure comes before any change; what
 * stays in a range is not refused for an instant. The sockets listen on free ports of 127.0.0.1 and
 * {@code ::1}, where nobody reaches them directly. For one cold thread, which may wait.
 */
public final class LookupListener {
    private static final Ip V4 = Ip.v4(0x7f00_0001);
    private static final Ip V6 = new Ip(0, 1);

    private final Listeners listeners;
    private Map<Cidr, Ports> taken = Map.of();
    private @Nullable PortListener v4;
    private @Nullable PortListener v6;
    private @Nullable LookupLink link;

    /** Takes nothing yet. */
    public LookupListener(Listeners listeners) {
        this.listeners = listeners;
    }

    /** The answer of {@link #prepare}. */
    public sealed interface Prepared {
        /**
         * What is wanted can be taken. Exactly one of {@link #commit} and {@link #abandon} is to be
         * called with it, once.
         */
        final class Ready implements Prepared {
            private final Map<Cidr, Ports> wanted;
            private final List<PortListener> bound = new ArrayList<>();
            private @Nullable PortListener v4;
            private @Nullable PortListener v6;
            private @Nullable SocketLookup lookup;
            private @Nullable LookupLink link;

            private Ready(Map<Cidr, Ports> wanted) {
                this.wanted = wanted;
            }
        }

        /** It cannot, and nothing was kept; in words for the user. */
        record Failed(String text) implements Prepared {}
    }

    /** What is taken now. */
    public Map<Cidr, Ports> taken() {
        return taken;
    }

    /** Where its own sockets listen. */
    public Set<IpPort> addresses() {
        return Stream.of(Optional.ofNullable(v4), Optional.ofNullable(v6))
                .flatMap(Optional::stream)
                .map(PortListener::address)
                .collect(Collectors.toSet());
    }

    /**
     * Fills the maps of a new program, which takes nothing yet.
     *
     * @param wanted the ports of each prefix; of those that an address lies in only the longest
     *     counts
     */
    public Prepared prepare(Map<Cidr, Ports> wanted) {
        var ready = new Prepared.Ready(wanted);
        if (wanted.isEmpty() || wanted.equals(taken)) {
            ready.v4 = wanted.isEmpty() ? null : v4;
            ready.v6 = wanted.isEmpty() ? null : v6;
            return ready;
        }
        var failure =
                bind(ready)
                        .or(() -> load(ready))
                        .or(() -> link == null ? attach(ready) : Optional.empty());
        if (failure.isPresent()) {
            abandon(ready);
            return new Prepared.Failed(failure.get());
        }
        return ready;
    }

    private Optional<String> bind(Prepared.Ready ready) {
        var failures = new ArrayList<String>();
        if (ready.wanted.keySet().stream().anyMatch(cidr -> cidr.network().isV4())) {
            ready.v4 = v4 != null ? v4 : listen(V4, ready, failures);
        }
        if (ready.wanted.keySet().stream().anyMatch(cidr -> !cidr.network().isV4())) {
            ready.v6 = v6 != null ? v6 : listen(V6, ready, failures);
        }
        return failures.stream().findFirst();
    }

    private @Nullable PortListener listen(
            Ip loopback, Prepared.Ready ready, List<String> failures) {
        return switch (listeners.bindForLookup(loopback)) {
            case Binding.Failed failed -> {
                failures.add("cannot listen on " + loopback + ": " + failed.text());
                yield null;
            }
            case Binding.Bound(var listener) -> {
                ready.bound.add(listener);
                listener.listen().ifPresent(failures::add); // a socket map takes no other socket
                yield listener;
            }
        };
    }

    private static Optional<String> load(Prepared.Ready ready) {
        var table = new LookupTable();
        ready.wanted.forEach(
                (cidr, ports) -> table.add(cidr.network().bytes(), cidr.prefix(), set(ports)));
        return switch (SocketLookup.load(table, taker(ready.v4), taker(ready.v6))) {
            case SocketLookup.Loading.Refused(var reason) -> Optional.of(reason);
            case SocketLookup.Loading.Loaded(var lookup) -> {
                ready.lookup = lookup;
                yield Optional.empty();
            }
        };
    }

    private static BitSet set(Ports ports) {
        var set = new BitSet();
        ports.ranges().forEach(range -> set.set(range.from(), range.to() + 1));
        return set;
    }

    private static Optional<SocketLookup.Taker> taker(@Nullable PortListener listener) {
        return Optional.ofNullable(listener)
                .map(open -> new SocketLookup.Taker(open.descriptor(), open.address().port()));
    }

    /** A program that takes nothing: replacing it does not fail, attaching may. */
    private static Optional<String> attach(Prepared.Ready ready) {
        return switch (SocketLookup.load(new LookupTable(), Optional.empty(), Optional.empty())) {
            case SocketLookup.Loading.Refused(var reason) -> Optional.of(reason);
            case SocketLookup.Loading.Loaded(var nothing) -> {
                try (nothing) {
                    yield switch (LookupLink.attach(nothing)) {
                        case LookupLink.Attaching.Refused(var reason) -> Optional.of(reason);
                        case LookupLink.Attaching.Attached(var attached) -> {
                            ready.link = attached;
                            yield Optional.empty();
                        }
                    };
                }
            }
        };
    }

    /**
     * Takes from now on what is wanted, in one step, and nothing else. Connections that are
     * established are not touched.
     *
     * @param onArrival as for {@link PortListener#start}
     * @return completes when the sockets that are not needed any more are closed; who waits at them
     *     is given out first
     */
    public CompletableFuture<Void> commit(Prepared.Ready ready, Consumer<Leg> onArrival) {
        ready.bound.forEach(listener -> listener.start(onArrival));
        if (ready.link != null) {
            link = ready.link;
        }
        replace(ready);
        var gone = new ArrayList<PortListener>();
        addUnless(v4 == ready.v4, v4, gone);
        addUnless(v6 == ready.v6, v6, gone);
        taken = ready.wanted;
        v4 = ready.v4;
        v6 = ready.v6;
        gone.forEach(PortListener::close);
        return CompletableFuture.allOf(
                gone.stream().map(PortListener::closed).toArray(CompletableFuture[]::new));
    }

    private void replace(Prepared.Ready ready) {
        var attached = link;
        var lookup = ready.lookup;
        if (attached != null && lookup != null) {
            try (lookup) {
                attached.replace(lookup)
                        .ifPresent(reason -> {
                            throw new IllegalStateException(reason);
                        });
            }
        } else if (attached != null && ready.wanted.isEmpty()) {
            attached.close();
            link = null;
        }
    }

    private static void addUnless(
            boolean stays, @Nullable PortListener listener, List<PortListener> gone) {
        if (!stays && listener != null) {
            gone.add(listener);
        }
    }

    /** Closes what was prepared; what is taken stays. */
    public static void abandon(Prepared.Ready ready) {
        if (ready.link != null) {
            ready.link.close();
        }
        if (ready.lookup != null) {
            ready.lookup.close();
        }
        ready.bound.forEach(PortListener::close);
    }

    /** Takes nothing any more; completes when the sockets are closed. */
    public CompletableFuture<Void> close() {
        return commit(new Prepared.Ready(Map.of()), Leg::reset);
    }
}
