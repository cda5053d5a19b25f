package io.penstock.load.profile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How often each stack was seen.
 *
 * @param counts by stack, the outermost frame first, frames joined by ";" (the "collapsed" format
 *     that flame graph tools read)
 */
record Stacks(Map<String, Long> counts) {
    /** From what {@code perf script -F comm,ip,sym} prints, with or without addresses. */
    static Stacks parse(String script) {
        var counts = new TreeMap<String, Long>();
        var stack = new ArrayList<String>();
        for (var line : (script + "\n\n").lines().toList()) {
            if (!line.isBlank()) {
                stack.add(stack.isEmpty() ? line.strip() : frame(line));
            } else if (!stack.isEmpty()) {
                Collections.reverse(stack.subList(1, stack.size()));
                counts.merge(String.join(";", stack), 1L, Long::sum);
                stack.clear();
            }
        }
        return new Stacks(counts);
    }

    /** The first word is the address. */
    private static String frame(String line) {
        var text = line.strip();
        int space = text.indexOf(' ');
        return (space < 0 ? text : text.substring(space + 1)).replace(';', ':');
    }

    /** The format itself, one stack a line. */
    String collapsed() {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** The frames in which most samples were taken, with their share. */
    String hottest(int most) {
        long all = Math.max(1, counts.values().stream().mapToLong(Long::longValue).sum());
        var byLeaf = new TreeMap<String, Long>();
        counts.forEach((stack, count) ->
                byLeaf.merge(stack.substring(stack.lastIndexOf(';') + 1), count, Long::sum));
        return byLeaf.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(most)
                .map(e -> "%5.1f %%  %s%n".formatted(100.0 * e.getValue() / all, e.getKey()))
                .collect(Collectors.joining());
    }

    /** Frames of one stack. */
    static List<String> frames(String stack) {
        return List.of(stack.split(";", -1));
    }
}
