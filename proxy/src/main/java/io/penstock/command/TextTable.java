package io.penstock.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table of text with columns as wide as they need; a cell may have several lines. */
final class TextTable {
    private static final String GAP = "  ";

    private final List<List<List<String>>> rows = new ArrayList<>();

    TextTable(String... titles) {
        row(List.of(titles).stream().map(List::of).toList());
    }

    /** Adds a row, each cell a list of its lines. */
    void row(List<List<String>> cells) {
        rows.add(List.copyOf(cells));
    }

    /** Adds a row of one line. */
    void row(String... cells) {
        row(List.of(cells).stream().map(List::of).toList());
    }

    void print(PrintWriter out) {
        var widths = widths();
        for (var row : rows) {
            int height = row.stream().mapToInt(List::size).max().orElse(0);
            for (int line = 0; line < height; line++) {
                out.println(line(row, line, widths));
            }
        }
    }

    private int[] widths() {
        var widths = new int[rows.getFirst().size()];
        for (var row : rows) {
            for (int column = 0; column < widths.length; column++) {
                for (var text : row.get(column)) {
                    widths[column] = Math.max(widths[column], text.length());
                }
            }
        }
        return widths;
    }

    private static String line(List<List<String>> row, int line, int[] widths) {
        var text = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            var cell = row.get(column);
            var part = line < cell.size() ? cell.get(line) : "";
            text.append(part).repeat(" ", widths[column] - part.length()).append(GAP);
        }
        return text.toString().stripTrailing();
    }
}
