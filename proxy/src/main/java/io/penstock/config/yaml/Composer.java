package io.penstock.config.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Makes nodes of a parser's events. Values are never copied for an alias, so a file that unfolds to
 * billions of values ("billion laughs") costs no memory here; it is refused by its counted size
 * before anybody walks through it.
 */
final class Composer {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_VALUES = 1_000_000;
    private static final Set<String> EMPTY = Set.of("", "~", "null", "Null", "NULL");

    private final String file;
    private final String key;
    private final Iterator<Event> events;
    private final Problems problems;
    private final Map<Anchor, Node> anchors = new HashMap<>();

    /**
     * A composer for a file of that name.
     *
     * @param key what an empty file lacks
     */
    Composer(String file, String key, Iterator<Event> events, Problems problems) {
        this.file = file;
        this.key = key;
        this.events = events;
        this.problems = problems;
    }

    /** The document that is alone in its file; empty if there is none or another. */
    Optional<Node> document() {
        Optional<Node> found = Optional.empty();
        try {
            while (events.hasNext()) {
                var event = events.next();
                if (event.getEventId() != Event.ID.DocumentStart) {
                    continue;
                }
                if (found.isPresent()) {
                    throw new Unreadable(
                            place(event, ""),
                            "a second document begins here; put it into a file of its own and"
                                    + " `include` that");
                }
                found = Optional.of(node(events.next(), "", 0));
            }
        } catch (Unreadable e) {
            problems.error(e.place, e.why);
            return Optional.empty();
        }
        if (found.isEmpty() || found.get() instanceof Node.Empty) {
            problems.error(Place.of(file), "is empty; it needs at least `" + key + "`");
            return Optional.empty();
        }
        return found;
    }

    private Node node(Event event, String path, int depth) throws Unreadable {
        var place = place(event, path);
        if (event instanceof AliasEvent alias) {
            var node = anchors.get(alias.getAlias());
            if (node == null) {
                throw new Unreadable(
                        place, "no anchor &" + alias.getAlias() + " is complete before this");
            }
            return node;
        }
        if (depth > MAX_DEPTH) {
            throw new Unreadable(place, "is nested more than " + MAX_DEPTH + " levels deep");
        }
        var node =
                switch (event) {
                    case ScalarEvent scalar -> scalar(scalar, place);
                    case SequenceStartEvent list -> sequence(list, place, depth);
                    case MappingStartEvent mapping -> mapping(mapping, place, depth);
                    default -> throw new IllegalStateException("no value begins with " + event);
                };
        ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
        return node;
    }

    private Node scalar(ScalarEvent event, Place place) {
        event.getTag().ifPresent(tag -> refuseTag(tag, place));
        return event.isPlain() && EMPTY.contains(event.getValue())
                ? new Node.Empty(place)
                : new Node.Scalar(place, event.getValue(), event.isPlain());
    }

    private Node sequence(SequenceStartEvent start, Place place, int depth) throws Unreadable {
        start.getTag().ifPresent(tag -> refuseTag(tag, place));
        var items = new ArrayList<Node>();
        int size = 1;
        for (var event = events.next();
                event.getEventId() != Event.ID.SequenceEnd;
                event = events.next()) {
            var item = node(event, place.path() + "/" + items.size(), depth + 1);
            size = sum(size, item, place);
            items.add(item);
        }
        return new Node.Sequence(place, items, size);
    }

    private Node mapping(MappingStartEvent start, Place place, int depth) throws Unreadable {
        start.getTag().ifPresent(tag -> refuseTag(tag, place));
        var entries = new LinkedHashMap<String, Node.Entry>();
        int size = 1;
        for (var event = events.next();
                event.getEventId() != Event.ID.MappingEnd;
                event = events.next()) {
            var key = key(event, place);
            var value = node(events.next(), key.path(), depth + 1);
            size = sum(size, value, place);
            var name = event instanceof ScalarEvent scalar ? scalar.getValue() : "";
            var first = entries.putIfAbsent(name, new Node.Entry(key, value));
            if (first != null) {
                problems.error(
                        key,
                        "`%s` is here twice; the first is in line %d"
                                .formatted(name, first.key().line()));
            }
        }
        return new Node.Mapping(place, entries, size);
    }

    /** The place of a key, its own name included. */
    private Place key(Event event, Place mapping) throws Unreadable {
        if (event instanceof ScalarEvent scalar) {
            return place(event, mapping.child(scalar.getValue()).path());
        }
        throw new Unreadable(
                place(event, mapping.path()),
                "a key must be a word, not a list, a mapping or an alias");
    }

    private void refuseTag(String tag, Place place) {
        problems.error(place, "tags have no meaning here; leave out " + shown(tag));
    }

    private static String shown(String tag) {
        var core = "tag:yaml.org,2002:";
        return tag.startsWith(core) ? "!!" + tag.substring(core.length()) : tag;
    }

    private static int sum(int size, Node more, Place place) throws Unreadable {
        if (size + more.size() > MAX_VALUES) {
            throw new Unreadable(
                    place, "unfolds to more than " + MAX_VALUES + " values, counting each alias");
        }
        return size + more.size();
    }

    private Place place(Event event, String path) {
        var mark = event.getStartMark();
        return new Place(
                file,
                mark.map(Mark::getLine).orElse(0) + 1,
                mark.map(Mark::getColumn).orElse(0) + 1,
                path);
    }

    /** Ends the reading of a document, from any depth. Never leaves this class. */
    private static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial") // never serialised
        private final Place place;

        private final String why;

        Unreadable(Place place, String why) {
            super(why, null, false, false);
            this.place = place;
            this.why = why;
        }
    }
}
