package io.penstock.metrics;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** Prometheus' text, read. */
record Scraped(Map<String, Double> samples, Map<String, String> types) {
    /** All of an exposition. A piece ends where a line does. */
    static String text(Exposition exposition) {
        var text = new StringBuilder();
        var page = new Page();
        boolean more = true;
        while (more) {
            page.clear();
            more = exposition.next(page);
            text.append(new String(page.bytes(), 0, page.length(), StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    static Scraped of(String text) {
        var samples = new HashMap<String, Double>();
        var types = new HashMap<String, String>();
        for (var line : text.lines().toList()) {
            if (line.startsWith("# TYPE ")) {
                var parts = line.split(" ", -1);
                types.put(parts[2], parts[3]);
            } else if (!line.startsWith("#")) {
                int space = line.lastIndexOf(' ');
                samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            }
        }
        return new Scraped(samples, types);
    }

    /** The sum of all series of that name whose labels have these. */
    double sum(String name, String... labels) {
        return samples.entrySet().stream()
                .filter(sample -> is(sample.getKey(), name, labels))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    boolean has(String name, String... labels) {
        return samples.keySet().stream().anyMatch(key -> is(key, name, labels));
    }

    TreeSet<String> labelsOf(String name) {
        var names = new TreeSet<String>();
        for (var key : samples.keySet()) {
            if (is(key, name)) {
                for (var label : key.replaceAll("^[^{]*\\{?|}$", "").split(",", -1)) {
                    names.add(label.replaceFirst("=.*", ""));
                }
            }
        }
        names.remove("");
        return names;
    }

    private static boolean is(String key, String name, String... labels) {
        if (!key.equals(name) && !key.startsWith(name + "{")) {
            return false;
        }
        for (var label : labels) {
            if (!key.contains(label)) {
                return false;
            }
        }
        return true;
    }
}
