package io.penstock.gateway;

import io.penstock.resolver.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From a service's records to candidates: finds the addresses of every host, side by side. Once one
 * host has some, the others are waited for only shortly: a host without a name must not hold up
 * every connection. The addresses that came with the records are not used: which of a host's there
 * are is for its own records to say. On one loop.
 */
final class ServiceHosts {
    private static final long GRACE = Duration.ofMillis(500).toNanos();

    private final List<Service> services;
    private final boolean stale;
    private final AddressBook.Timer timer;
    private final Consumer<Resolution> done;
    private final Map<String, Known> found = new HashMap<>();
    private int missing;
    private boolean waitsShortly;
    private boolean over;

    /**
     * Of these records.
     *
     * @param stale whether the records have expired
     * @param done is told once
     */
    ServiceHosts(
            List<Service> services,
            boolean stale,
            AddressBook.Timer timer,
            Consumer<Resolution> done) {
        this.services = services;
        this.stale = stale;
        this.timer = timer;
        this.done = done;
    }

    /** Begins. */
    void find(BiConsumer<String, Consumer<Known>> lookup) {
        var hosts =
                services.stream()
                        .map(Service::host)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        missing = hosts.size();
        for (var host : hosts) {
            lookup.accept(host, known -> found(host, known));
        }
    }

    private void found(String host, Known known) {
        found.put(host, known);
        missing--;
        if (missing == 0) {
            end();
        } else if (known instanceof Known.Addresses && !waitsShortly) {
            waitsShortly = true;
            timer.after(GRACE, this::end);
        }
    }

    private void end() {
        if (!over) {
            over = true;
            done.accept(resolution());
        }
    }

    private Resolution resolution() {
        var candidates = new ArrayList<Candidate>();
        boolean expired = stale;
        Known.@Nullable Nothing failure = null;
        for (var service : services) {
            switch (found.get(service.host())) {
                case Known.Addresses(var ips, var old) -> {
                    expired |= old;
                    ips.forEach(ip -> candidates.add(new Candidate(ip, Optional.of(service))));
                }
                case Known.Nothing nothing -> failure = failure == null ? nothing : failure;
                case Known.Services _ -> throw new IllegalStateException("services for a host");
                case null -> {} // still asked for, and not waited for
            }
        }
        if (!candidates.isEmpty() || failure == null) {
            return new Resolution.Found(candidates, expired);
        }
        return new Resolution.Nothing(
                failure.outcome(), "none of the service's hosts resolves: " + failure.text());
    }
}
