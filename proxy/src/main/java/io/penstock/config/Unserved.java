package io.penstock.config;

import static java.util.Map.entry;

import io.penstock.config.yaml.Node;
import io.penstock.config.yaml.Place;
import io.penstock.config.yaml.Problems;
import java.util.Map;

/**
 * What is valid but not served by this version, each with what works instead. Who serves one
 * deletes its line here.
 */
final class Unserved {
    /** By the keys on the way, without the numbers of list items; some only with one value. */
    private static final Map<String, String> INSTEAD =
            Map.ofEntries(
                    entry(
                            "resourceConfigurations.options.applicationProtocol: HTTP",
                            "leave it out: HTTP passes as TCP, untouched"),
                    entry(
                            "resourceConfigurations.options.http",
                            "leave it out: HTTP passes as TCP, untouched"),
                    entry(
                            "endpoints.options.tls",
                            "TLS passes through to the resource, untouched"));

    private final Problems problems;

    Unserved(Problems problems) {
        this.problems = problems;
    }

    /** Refuses everything in a document that is in the list. */
    void refuse(Node document) {
        walk(document, "");
    }

    private void walk(Node node, String way) {
        switch (node) {
            case Node.Mapping mapping ->
                    mapping.entries()
                            .forEach((key, entry) -> {
                                var next = way.isEmpty() ? key : way + "." + key;
                                refuse(next, "`" + key + "`", entry.key());
                                walk(entry.value(), next);
                            });
            case Node.Sequence list -> list.items().forEach(item -> walk(item, way));
            case Node.Scalar scalar -> {
                var last = way.substring(way.lastIndexOf('.') + 1);
                var shown = "`" + last + ": " + scalar.text() + "`";
                refuse(way + ": " + scalar.text(), shown, scalar.place());
            }
            case Node.Empty _ -> {}
        }
    }

    private void refuse(String way, String shown, Place place) {
        var instead = INSTEAD.get(way);
        if (instead != null) {
            problems.error(place, shown + " is not served by this version; " + instead);
        }
    }
}
