package io.penstock.admin;

import io.penstock.passage.Labels;
import io.penstock.passage.Living;
import io.penstock.passage.Roll;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which living connections are asked for, in which order, and which part of them.
 *
 * @param offset how many are passed over
 */
record ConnectionsQuery(Predicate<Living> wanted, Comparator<Living> order, int offset, int limit)
        implements Asked {
    /** How far one may page; who wants others filters. It bounds what is held to sort them. */
    static final int REACHABLE = 2000;

    static final int MOST = 200;
    private static final int USUAL = 50;
    private static final Set<String> PARAMETERS =
            Set.of("endpoint", "text", "sort", "order", "offset", "limit");
    private static final Map<String, Comparator<Living>> ORDERS =
            Map.of(
                    "age", Comparator.comparing(ConnectionsQuery::start).reversed(),
                    "bytes", Comparator.comparingLong(Living::bytes),
                    "client", Comparator.comparing(living -> living.parties().client().toString()),
                    "endpoint", Comparator.comparing(ConnectionsQuery::endpoint));

    /** Reads the parameters of a request. */
    static Asked of(Map<String, String> parameters) {
        for (var name : parameters.keySet()) {
            if (!PARAMETERS.contains(name)) {
                return new Asked.Wrongly("unknown parameter: " + name);
            }
        }
        var order = ORDERS.get(parameters.getOrDefault("sort", "age"));
        if (order == null) {
            return new Asked.Wrongly("sort is age, bytes, client or endpoint");
        }
        var direction = parameters.getOrDefault("order", "desc");
        if (!direction.equals("asc") && !direction.equals("desc")) {
            return new Asked.Wrongly("order is asc or desc");
        }
        var offset = number(parameters, "offset", 0);
        var limit = number(parameters, "limit", USUAL);
        if (limit.isEmpty() || limit.get() < 1 || limit.get() > MOST) {
            return new Asked.Wrongly("limit is 1 to " + MOST);
        }
        if (offset.isEmpty() || offset.get() + limit.get() > REACHABLE) {
            return new Asked.Wrongly(
                    "offset and limit together reach " + REACHABLE + " connections; filter them");
        }
        return new ConnectionsQuery(
                wanted(parameters),
                direction.equals("asc") ? order : order.reversed(),
                offset.get(),
                limit.get());
    }

    private static Optional<Integer> number(
            Map<String, String> parameters, String name, int otherwise) {
        var text = parameters.getOrDefault(name, Integer.toString(otherwise));
        return text.matches("[0-9]{1,5}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    private static Predicate<Living> wanted(Map<String, String> parameters) {
        var id = Optional.ofNullable(parameters.get("endpoint"));
        var text = parameters.getOrDefault("text", "").strip().toLowerCase(Locale.ROOT);
        Predicate<Living> ofEndpoint =
                living -> id.isEmpty() || id.get().equals(living.subject().id().endpoint());
        return ofEndpoint.and(living -> text.isEmpty() || hasText(living, text));
    }

    /** The text of one at a time, and only if the ones before had it not. */
    private static boolean hasText(Living living, String text) {
        var parties = living.parties();
        var labels = Labels.of(living.subject());
        return Stream.<Object>of(
                        labels.endpoint(),
                        labels.resource(),
                        parties.client(),
                        parties.destination(),
                        parties.resource().<Object>map(r -> r).orElse(""),
                        parties.requestedName().orElse(""),
                        living.id())
                .anyMatch(part -> part.toString().toLowerCase(Locale.ROOT).contains(text));
    }

    /** Not the age, which is as of when each was looked at. */
    private static Instant start(Living living) {
        return living.age().startedAt();
    }

    private static String endpoint(Living living) {
        return living.subject().endpoint().identity().reference();
    }

    /** As the workers are asked. */
    Roll.Query roll() {
        return new Roll.Query(wanted, order, offset + limit);
    }
}
