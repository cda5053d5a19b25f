package io.penstock.endpoint;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.relay.Leg;
import io.penstock.transport.BindFailure;
import io.penstock.transport.Binding;
import io.penstock.transport.Listeners;
import io.penstock.transport.PortListener;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The listeners that are open, by address and port and not by endpoint: what moves from one
 * endpoint to another is not bound anew. Changed in two steps, so that every failure comes before
 * any change. For one cold thread, which may wait; arrivals are handed on by the loop that accepted
 * them.
 */
public final class Doors {
    private final Listeners listeners;
    private final Consumer<Leg> onArrival;
    private final Map<IpPort, PortListener> open = new HashMap<>();

    /**
     * No door yet.
     *
     * @param onArrival takes each client, on the loop that accepted it, and closes it in the end
     */
    public Doors(Listeners listeners, Consumer<Leg> onArrival) {
        this.listeners = listeners;
        this.onArrival = onArrival;
    }

    /** The answer of {@link #prepare}. */
    public sealed interface Prepared {
        /**
         * All is bound, and nobody is let in yet.
         *
         * @param added what {@link Doors#open} will open; what will be closed follows from {@code
         *     wanted}
         */
        record Bound(Set<IpPort> wanted, Map<IpPort, PortListener> added) implements Prepared {}

        /** These could not be bound, and nothing was kept. */
        record Failed(List<Binding.Failed> failures) implements Prepared {
            /** Copies the list. */
            public Failed {
                failures = List.copyOf(failures);
            }
        }
    }

    /** Binds what is wanted and not open yet; who comes there now waits. */
    public Prepared prepare(Collection<IpPort> wanted) {
        var added = new HashMap<IpPort, PortListener>();
        var failures = new ArrayList<Binding.Failed>();
        for (var address : wanted) {
            if (!open.containsKey(address) && !hasRunOut(failures)) {
                switch (listeners.bind(address, isAlone(address, added))) {
                    case Binding.Bound(var listener) -> added.put(address, listener);
                    case Binding.Failed failed -> failures.add(failed);
                }
            }
        }
        if (failures.isEmpty()) {
            added.forEach((address, listener) ->
                    listener.listen()
                            .ifPresent(text ->
                                    failures.add(
                                            new Binding.Failed(
                                                    address, BindFailure.ADDRESS_IN_USE, text))));
        }
        if (failures.isEmpty()) {
            return new Prepared.Bound(Set.copyOf(wanted), added);
        }
        added.values().forEach(PortListener::close);
        return new Prepared.Failed(failures);
    }

    /** Once descriptors have run out every other port would say the same. */
    private static boolean hasRunOut(List<Binding.Failed> failures) {
        return !failures.isEmpty() && failures.getLast().why() == BindFailure.OUT_OF_DESCRIPTORS;
    }

    /**
     * Whether no listener of ours overlaps. A wildcard and an address on one port are both ours to
     * have, so there looking for a stranger would only find ourselves.
     */
    private boolean isAlone(IpPort address, Map<IpPort, PortListener> added) {
        int port = address.port();
        if (address.ip().isAny()) {
            return Stream.concat(open.keySet().stream(), added.keySet().stream())
                    .noneMatch(mine -> mine.port() == port);
        }
        return Stream.of(Ip.ANY_V4, Ip.ANY_V6)
                .map(any -> new IpPort(any, port))
                .noneMatch(any -> open.containsKey(any) || added.containsKey(any));
    }

    /** Lets clients in at the new doors. */
    public void open(Prepared.Bound prepared) {
        prepared.added()
                .forEach((address, listener) -> {
                    listener.start(onArrival);
                    open.put(address, listener);
                });
    }

    /**
     * Closes the doors that are not wanted any more; who waits in front of one is let in first.
     *
     * @return those that are closed, once the last of them is
     */
    public CompletableFuture<List<IpPort>> release(Prepared.Bound prepared) {
        var gone = new HashSet<>(open.keySet());
        gone.removeAll(prepared.wanted());
        return close(gone);
    }

    /** Closes what was bound and never opened. */
    public static void abandon(Prepared.Bound prepared) {
        prepared.added().values().forEach(PortListener::close);
    }

    /** Closes all; completes when the last is closed. */
    public CompletableFuture<List<IpPort>> close() {
        return close(Set.copyOf(open.keySet()));
    }

    private CompletableFuture<List<IpPort>> close(Set<IpPort> addresses) {
        var closing = new ArrayList<CompletableFuture<Void>>();
        for (var address : addresses) {
            var listener = open.remove(address);
            if (listener != null) {
                listener.close();
                closing.add(listener.closed());
            }
        }
        return CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new))
                .thenApply(_ -> List.copyOf(addresses));
    }
}
