package io.penstock.passage;

import io.penstock.endpoint.Arrival;
import io.penstock.endpoint.Reception;
import io.penstock.resource.Exposure;
import io.penstock.resource.Lookup;
import io.penstock.resource.Subject;
import io.penstock.resource.Switchboard;
import io.penstock.snapshot.Snapshot;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whom the requests of one connection are for: judged by the newest snapshot, by the same functions
 * as the connection was.
 */
final class Addressee {
    private final Entered entered;
    private Snapshot snapshot;
    private @Nullable Subject current;

    Addressee(Entered entered, Subject subject) {
        this.entered = entered;
        this.snapshot = entered.snapshot();
        this.current = subject;
    }

    /** Whether all that a client may mean there speaks HTTP, so that each request tells which. */
    static boolean speaksHttp(Subject subject) {
        return switch (subject) {
            case Exposure exposure -> exposure.options().http().isPresent();
            case Switchboard several ->
                    several.exposures().stream().allMatch(e -> e.options().http().isPresent());
        };
    }

    /** The snapshot that was judged by last. */
    Snapshot snapshot() {
        return snapshot;
    }

    /**
     * What is there, perhaps several; null if nothing that the client may reach is there any more.
     */
    @Nullable Subject current() {
        return current;
    }

    /**
     * For whom a request is; null if for nobody there.
     *
     * @param host as the client wrote it; empty if it named none
     */
    @Nullable Exposure of(String host, Snapshot now) {
        if (now != snapshot) {
            snapshot = now;
            current = find(now);
        }
        return switch (current) {
            case null -> null;
            case Exposure exposure -> exposure;
            case Switchboard several -> now.names().choose(several, name(host)).orElse(null);
        };
    }

    private static String name(String host) {
        int colon = host.startsWith("[") ? host.indexOf("]:") + 1 : host.indexOf(':');
        var name = colon > 0 ? host.substring(0, colon) : host;
        return (name.endsWith(".") ? name.substring(0, name.length() - 1) : name)
                .toLowerCase(Locale.ROOT);
    }

    /** Who is there now, if this client may still come in. */
    private @Nullable Subject find(Snapshot now) {
        var destination = entered.destination();
        Subject found =
                switch (now.catalog().find(destination.ip(), destination.port())) {
                    case Lookup.Found(var exposure) -> exposure;
                    case Lookup.Several(var several) -> several;
                    case Lookup.Nothing() -> null;
                };
        return found != null && speaksHttp(found) && isWelcome(now, found) ? found : null;
    }

    private boolean isWelcome(Snapshot now, Subject found) {
        if (!found.endpoint().isEntitled()) {
            return false;
        }
        var arrival =
                Reception.judge(now, found, entered.from().ip(), entered.destination().port());
        return switch (arrival) {
            case Arrival.Welcome _, Arrival.Undecided _ -> true;
            case Arrival.Refused _, Arrival.NotShared _, Arrival.Announced _ -> false;
        };
    }
}
