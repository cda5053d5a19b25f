package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's table of metrics is what the code has. */
class MetricsTableTest {
    private static final String BEGIN = "<!-- metrics -->\n";
    private static final String END = "<!-- /metrics -->";

    /** If this fails, put what it expected between the README's two markers. */
    @Test
    void theReadmesTableIsWhatTheCodeHas() throws IOException {
        var readme = Files.readString(Path.of(System.getProperty("penstock.home"), "README.md"));

        assertThat(readme).contains(BEGIN, END);
        var between = readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END));
        assertThat(between).isEqualTo(table());
    }

    /** If this fails, say there what the new one means and what to do. */
    @Test
    void theOperationsGuideTellsOfEveryMetric() throws IOException {
        var guide =
                Files.readString(
                        Path.of(System.getProperty("penstock.home"), "docs", "operations.md"));

        assertThat(MetricTable.ROWS)
                .allSatisfy(metric -> assertThat(guide).contains("| `" + metric.name() + "` |"));
    }

    private static String table() {
        var rows =
                MetricTable.ROWS.stream()
                        .map(m ->
                                "| `%s` | %s | %s | %s |\n"
                                        .formatted(
                                                m.name(),
                                                m.type().label(),
                                                labels(m.labels()),
                                                m.help()))
                        .collect(Collectors.joining());
        return "| metric | type | labels | what it tells |\n|---|---|---|---|\n" + rows;
    }

    private static String labels(List<Label> labels) {
        return labels.stream()
                .map(label ->
                        "`%s`".formatted(label.name())
                                + label.values().map(v -> " (" + v + ")").orElse(""))
                .collect(Collectors.joining(", "));
    }
}
