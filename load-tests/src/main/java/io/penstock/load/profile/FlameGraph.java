package io.penstock.load.profile;

import java.util.Locale;
import java.util.TreeMap;

/** A flame graph: each frame as wide as the time under it, upon the one that called it. */
final class FlameGraph {
    private static final int WIDTH = 1200;
    private static final int ROW = 16;
    private static final int TITLE = 24;
    private static final double LEAST = 0.4;
    private static final double LETTER = 6.6;

    private static final class Node {
        final TreeMap<String, Node> callees = new TreeMap<>();
        long count;

        int depth() {
            return 1 + callees.values().stream().mapToInt(Node::depth).max().orElse(0);
        }
    }

    private FlameGraph() {}

    /** As SVG; the name of a frame that is too narrow shows when the pointer is on it. */
    static String of(String title, Stacks stacks) {
        var root = new Node();
        stacks.counts()
                .forEach((stack, count) -> {
                    root.count += count;
                    var node = root;
                    for (var frame : Stacks.frames(stack)) {
                        node = node.callees.computeIfAbsent(frame, _ -> new Node());
                        node.count += count;
                    }
                });
        int height = TITLE + root.depth() * ROW + 8;
        var svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
                font-family="monospace" font-size="11">
                <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                <text x="4" y="16" font-size="13">%3$s: %4$d samples</text>
                """
                        .formatted(WIDTH, height, Xml.escaped(title), root.count));
        draw(svg, "all", root, 0, WIDTH, height - 8 - ROW);
        return svg.append("</svg>\n").toString();
    }

    private static void draw(
            StringBuilder svg, String name, Node node, double x, double width, int y) {
        if (width < LEAST) {
            return;
        }
        var text = Xml.escaped(name);
        int letters = (int) ((width - 4) / LETTER);
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<g><title>%s: %d</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\""
                                + " height=\"%d\" fill=\"%s\" rx=\"1\"/>",
                        text,
                        node.count,
                        x,
                        y,
                        Math.max(0.3, width - 0.4),
                        ROW - 1,
                        colour(name)));
        if (letters > 2) {
            var shown = name.length() <= letters ? name : name.substring(0, letters - 1) + "…";
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<text x=\"%.1f\" y=\"%d\">%s</text>",
                            x + 2,
                            y + 12,
                            Xml.escaped(shown)));
        }
        svg.append("</g>\n");
        double at = x;
        for (var entry : node.callees.entrySet()) {
            double part = width * entry.getValue().count / Math.max(1, node.count);
            draw(svg, entry.getKey(), entry.getValue(), at, part, y - ROW);
            at += part;
        }
    }

    /** Warm colours that differ by name, so that one function has one everywhere. */
    private static String colour(String name) {
        int hash = Math.floorMod(name.hashCode(), 1000);
        return "hsl(%d, 85%%, %d%%)".formatted(10 + hash % 45, 62 + hash / 45 % 16);
    }
}
