package io.penstock.metrics;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A line's labels as text, in two halves: which object it is of, which many lines begin with, and
 * the further ones, which many objects have in common. So neither is written for each line, nor
 * kept for each.
 */
final class LabelText {
    private LabelText() {}

    /** The first half: nothing where there are no labels. */
    static String opening(List<Label> labels, List<String> values) {
        return values.isEmpty() ? "" : "{" + pairs(labels, values);
    }

    /**
     * The second half, up to the number.
     *
     * @param isFirst whether the first half is nothing
     */
    static byte[] closing(boolean isFirst, List<Label> labels, List<String> values) {
        if (values.isEmpty()) {
            return bytes(isFirst ? " " : "} ");
        }
        return bytes((isFirst ? "{" : ",") + pairs(labels, values) + "} ");
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String pairs(List<Label> labels, List<String> values) {
        var text = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ",")
                    .append(labels.get(i).name())
                    .append("=\"")
                    .append(escaped(values.get(i)))
                    .append('"');
        }
        return text.toString();
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
