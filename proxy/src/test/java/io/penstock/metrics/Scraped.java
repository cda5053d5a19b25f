package io.penstock.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/** Prometheus' text, read. */
record Scraped(Map<String, Double> samples, Map<String, String> types) {
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
