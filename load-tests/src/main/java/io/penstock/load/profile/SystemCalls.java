package io.penstock.load.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** How many system calls of each name a connection takes. */
record SystemCalls(Map<String, Double> perConnection) {
    private static final double NOTHING = 0.005;

    /**
     * From the table of {@code strace -c}.
     *
     * @param connections that there were meanwhile
     */
    static SystemCalls parse(String table, double connections) {
        var calls = new TreeMap<String, Double>();
        for (var line : table.lines().toList()) {
            var words = List.of(line.strip().split("\\s+", -1));
            // % time, seconds, usecs/call, calls, [errors], syscall
            if (words.size() >= 5
                    && words.getFirst().matches("[0-9.]+")
                    && !words.getLast().equals("total")) {
                calls.put(words.getLast(), Double.parseDouble(words.get(3)) / connections);
            }
        }
        return new SystemCalls(calls);
    }

    /** Side by side, as Markdown. */
    static String table(Map<String, SystemCalls> byPeer) {
        var names = new TreeSet<String>();
        byPeer.values()
                .forEach(calls ->
                        calls.perConnection.forEach((name, count) -> {
                            if (count >= NOTHING) {
                                names.add(name);
                            }
                        }));
        var lines = new ArrayList<String>();
        lines.add("| system calls per connection | " + String.join(" | ", byPeer.keySet()) + " |");
        lines.add("|---|" + "---|".repeat(byPeer.size()));
        names.forEach(name ->
                lines.add(line(name, byPeer.values().stream().map(c -> c.of(name)).toList())));
        lines.add(line("all", byPeer.values().stream().map(SystemCalls::sum).toList()));
        return String.join("\n", lines) + "\n";
    }

    private static String line(String name, List<Double> counts) {
        var cells = counts.stream().map(c -> String.format(Locale.ROOT, "%.2f", c)).toList();
        return "| " + name + " | " + String.join(" | ", cells) + " |";
    }

    private double of(String name) {
        return perConnection.getOrDefault(name, 0.0);
    }

    private double sum() {
        return perConnection.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
