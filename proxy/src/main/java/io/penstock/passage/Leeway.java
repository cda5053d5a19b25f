package io.penstock.passage;

import io.penstock.http.Parties;
import io.penstock.http.Terms;
import io.penstock.net.IpPort;
import io.penstock.resource.Exposure;
import io.penstock.resource.HttpLimits;
import io.penstock.resource.HttpOptions;
import io.penstock.resource.Subject;
import io.penstock.resource.Switchboard;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a client of HTTP is held to before it has said whom of several it means: of each bound the
 * most generous of theirs. Each request is held to its own resource's once it has said so.
 */
final class Leeway {
    private Leeway() {}

    private static List<Exposure> all(Subject subject) {
        return switch (subject) {
            case Exposure exposure -> List.of(exposure);
            case Switchboard several -> several.exposures();
        };
    }

    /** Who speaks, and what holds until a request is whole. */
    static Parties of(IpPort client, Subject subject) {
        var all = all(subject);
        var terms =
                all.stream()
                        .map(exposure -> Ways.terms(exposure.options()))
                        .reduce(Leeway::longer)
                        .orElseThrow();
        var limits =
                all.stream()
                        .map(e -> e.options().http().map(HttpOptions::limits).orElseThrow())
                        .reduce(HttpLimits::larger)
                        .orElseThrow();
        return new Parties(client, terms, limits);
    }

    /** How long the client's connection may last; empty where one of them sets no bound. */
    static Optional<Duration> lifetime(Subject subject) {
        return all(subject).stream()
                .map(exposure -> exposure.options().timeouts().maxLifetime())
                .reduce((a, b) -> a.flatMap(one -> b.map(other -> longer(one, other))))
                .orElseThrow();
    }

    private static Terms longer(Terms one, Terms other) {
        return new Terms(
                longer(one.idle(), other.idle()),
                longer(one.head(), other.head()),
                longer(one.bodyIdle(), other.bodyIdle()),
                longer(one.response(), other.response()),
                one.request().flatMap(a -> other.request().map(b -> longer(a, b))));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
