package io.penstock.endpoint;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.relay.Leg;
import io.penstock.transport.BindFailure;
import io.penstock.transport.Binding;
import io.penstock.transport.Listeners;
import io.penstock.transport.LookupListener;
import io.penstock.transport.PortListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners that are open, by address and port and not by endpoint: what moves from one
 * endpoint to another is not bound anew. Changed in two steps, so that every failure comes before
 * any change. For one cold thread, which may wait, but {@link #plan}; arrivals are handed on by the
 * loop that accepted them.
 */
public final class Doors {
    private static final Logger log = LoggerFactory.getLogger(Doors.class);
    private static final int SHOWN = 8;

    private final Listeners listeners;
    private final Consumer<Leg> onArrival;
    private final Map<IpPort, PortListener> open = new HashMap<>();
    private final LookupListener lookup;
    private CompletableFuture<Void> closingLookup = CompletableFuture.completedFuture(null);
    private volatile DoorPlan plan = DoorPlan.NONE;

    /**
     * No door yet.
     *
     * @param onArrival takes each client, on the loop that accepted it, and closes it in the end
     */
    public Doors(Listeners listeners, Consumer<Leg> onArrival) {
        this.listeners = listeners;
        this.onArrival = onArrival;
        this.lookup = new LookupListener(listeners);
    }

    /** The answer of {@link #prepare}. */
    public sealed interface Prepared {
        /**
         * All is bound, and nobody is let in yet.
         *
         * @param added what {@link Doors#open} will open; what will be closed follows from {@code
         *     plan}
         */
        record Bound(
                DoorPlan plan,
                Map<IpPort, PortListener> added,
                LookupListener.Prepared.Ready lookup)
                implements Prepared {}

        /** These could not be had, and nothing was kept. */
        record Failed(List<Failure> failures) implements Prepared {
            /** Copies the list. */
            public Failed {
                failures = List.copyOf(failures);
            }
        }
    }

    /**
     * What could not be had.
     *
     * @param at one of the addresses and ports, to find out whose it is
     * @param where all of them, in words
     * @param why for deciding
     * @param text for the user
     */
    public record Failure(IpPort at, String where, BindFailure why, String text) {
        private static Failure of(Binding.Failed failed) {
            var at = failed.address();
            return new Failure(at, at.toString(), failed.why(), failed.text());
        }

        private static Failure of(DoorPlan.Misfit misfit) {
            return new Failure(misfit.at(), misfit.where(), BindFailure.OTHER, misfit.text());
        }
    }

    /** How what is open now is listened on. Any thread. */
    public DoorPlan plan() {
        return plan;
    }

    /** Binds what is wanted and not open yet; who comes there now waits. */
    public Prepared prepare(DoorPlan wanted) {
        if (!wanted.misfits().isEmpty()) {
            return new Prepared.Failed(wanted.misfits().stream().map(Failure::of).toList());
        }
        var added = new HashMap<IpPort, PortListener>();
        var failures = new ArrayList<Failure>(bind(wanted.sockets(), added));
        var ours = new HashSet<>(open.keySet());
        ours.addAll(added.keySet());
        ours.addAll(lookup.addresses());
        failures.addAll(Strangers.inTheWay(wanted, lookup.taken(), ours));
        if (failures.isEmpty()) {
            switch (lookup.prepare(wanted.lookup())) {
                case LookupListener.Prepared.Ready ready -> {
                    return new Prepared.Bound(wanted, added, ready);
                }
                case LookupListener.Prepared.Failed(var text) ->
                        wanted.lookup()
                                .forEach((cidr, ports) ->
                                        Strangers.failure(cidr, ports, BindFailure.OTHER, text)
                                                .ifPresent(failures::add));
            }
        }
        added.values().forEach(PortListener::close);
        return new Prepared.Failed(failures);
    }

    private List<Failure> bind(Set<IpPort> wanted, Map<IpPort, PortListener> added) {
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
        return failures.stream().map(Failure::of).toList();
    }

    /** Once descriptors have run out every other port would say the same. */
    private static boolean hasRunOut(List<Binding.Failed> failures) {
        return !failures.isEmpty() && failures.getLast().why() == BindFailure.OUT_OF_DESCRIPTORS;
    }

    /**
     * Whether no listener of ours overlaps. A wildcard and an address of its version on one port
     * are both ours to have, so there looking for a stranger would only find ourselves.
     */
    private boolean isAlone(IpPort address, Map<IpPort, PortListener> added) {
        int port = address.port();
        boolean v4 = address.ip().isV4();
        if (address.ip().isAny()) {
            return Stream.concat(open.keySet().stream(), added.keySet().stream())
                    .noneMatch(mine -> mine.port() == port && mine.ip().isV4() == v4);
        }
        var any = new IpPort(v4 ? Ip.ANY_V4 : Ip.ANY_V6, port);
        return !open.containsKey(any) && !added.containsKey(any);
    }

    /** Lets clients in at the new doors, and does not take them by the old ones any more. */
    public void open(Prepared.Bound prepared) {
        prepared.added()
                .forEach((address, listener) -> {
                    listener.start(onArrival);
                    open.put(address, listener);
                });
        closingLookup = lookup.commit(prepared.lookup(), onArrival);
        tell(prepared.plan());
        plan = prepared.plan();
    }

    /** Says what is new and not as a user would expect. */
    private void tell(DoorPlan now) {
        now.notices().stream()
                .filter(line -> !plan.notices().contains(line))
                .forEach(line -> log.warn("{}", line));
        if (!now.lookup().equals(plan.lookup())) {
            var taken =
                    now.lookup().entrySet().stream()
                            .filter(entry -> !entry.getValue().isEmpty())
                            .map(entry -> DoorPlan.where(entry.getKey(), entry.getValue()))
                            .toList();
            var shown = taken.stream().limit(SHOWN).collect(Collectors.joining("; "));
            int more = Math.max(taken.size() - SHOWN, 0);
            log.info(
                    "by socket lookup: {}{}",
                    shown.isEmpty() ? "nothing any more" : shown,
                    more == 0 ? "" : "; and " + more + " more");
        }
    }

    /**
     * Closes the doors that are not wanted any more; who waits in front of one is let in first.
     *
     * @return those that are closed, once the last of them is
     */
    public CompletableFuture<List<IpPort>> release(Prepared.Bound prepared) {
        var gone = new HashSet<>(open.keySet());
        gone.removeAll(prepared.plan().sockets());
        return close(gone).thenCombine(closingLookup, (closed, _) -> closed);
    }

    /** Closes what was bound and never opened. */
    public static void abandon(Prepared.Bound prepared) {
        prepared.added().values().forEach(PortListener::close);
        LookupListener.abandon(prepared.lookup());
    }

    /** Closes all; completes when the last is closed. */
    public CompletableFuture<List<IpPort>> close() {
        plan = DoorPlan.NONE;
        return close(Set.copyOf(open.keySet())).thenCombine(lookup.close(), (closed, _) -> closed);
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
