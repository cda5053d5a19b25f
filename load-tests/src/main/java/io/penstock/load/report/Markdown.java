package io.penstock.load.report;

import io.penstock.load.report.Results.Row;
import io.penstock.load.report.Results.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The report for people. */
public final class Markdown {
    private Markdown() {}

    /**
     * All of it.
     *
     * @param chart where the chart lies, as seen from the report
     */
    public static String of(Results results, String chart) {
        var parts = new ArrayList<String>();
        parts.add("# Results\n");
        parts.add(preamble(results));
        parts.add("![Penstock beside its peers](" + chart + ")\n");
        parts.add("## Goals\n\n" + goals(results));
        results.scenarios().forEach(scenario -> parts.add(scenario(scenario)));
        parts.add(configs(results));
        return String.join("\n", parts);
    }

    private static String preamble(Results results) {
        var machine = results.machine();
        var versions =
                results.versions().entrySet().stream()
                        .map(entry -> "- " + entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining("\n"));
        var notes =
                results.notes().stream().map(note -> "- " + note).collect(Collectors.joining("\n"));
        return """
        Written by `./load-tests/run` on %s; `results.json` beside this file has every figure of every round.

        - machine: %s, %d processors, %,d MiB; %s; %,d descriptors for each process
        %s
        %s

        Load, proxies and origin share these processors, so a figure alone means nothing: **only ratios of one run do**. All take
        turns within each round, in changing order. A cell is the median over the rounds, with the lowest and the highest; a ratio
        is taken within each round, and then its median. CPU is user and system time of the proxy's own processes, by their own
        accounting; "sampled" is how often one of them, or a kernel worker of theirs, was found on a processor by sampling all.
        """
                .formatted(
                        results.time(),
                        machine.processor(),
                        machine.processors(),
                        machine.memoryMiB(),
                        machine.kernel(),
                        machine.descriptors(),
                        versions,
                        notes);
    }

    /** Whether goals were reached, as a table. */
    public static String goals(Results results) {
        var lines = new ArrayList<List<String>>();
        lines.add(
                List.of(
                        "scenario",
                        "figure",
                        "who",
                        "has",
                        "compared with",
                        "ratio",
                        "goal",
                        "reached"));
        results.scenarios().stream()
                .flatMap(scenario -> Verdict.of(scenario).stream())
                .forEach(verdict -> lines.add(goal(verdict)));
        return table(lines);
    }

    private static List<String> goal(Verdict verdict) {
        var figure = verdict.goal().figure();
        boolean absolute = verdict.goal() instanceof Goal.Absolute;
        var sign = figure.better() == Figure.Better.HIGHER ? "≥ " : "≤ ";
        return List.of(
                verdict.scenario().id(),
                figure.label(),
                verdict.who(),
                figure.format(verdict.ours().median()),
                absolute ? "–" : verdict.compared(),
                absolute ? "–" : ratio(verdict.measured()),
                sign
                        + (absolute
                                ? figure.format(verdict.goal().bound())
                                : ratio(verdict.goal().bound())),
                verdict.isReached() ? "yes" : "**no**");
    }

    private static String scenario(Scenario scenario) {
        var figures = scenario.figures();
        var lines = new ArrayList<List<String>>();
        lines.add(cells("", figures.stream().map(Figure::label).toList()));
        for (var row : scenario.rows()) {
            lines.add(
                    cells(row.name(), figures.stream().map(figure -> cell(row, figure)).toList()));
        }
        scenario.ours().stream()
                .flatMap(who -> scenario.row(who).stream())
                .forEach(ours -> lines.addAll(ratios(scenario, ours)));
        var problems =
                scenario.rows().stream()
                        .flatMap(row ->
                                row.problems().stream()
                                        .map(p -> "- " + row.name() + ": " + oneLine(p)))
                        .distinct()
                        .collect(Collectors.joining("\n"));
        return "## %s: %s\n\n%s %s\n\n%s%s"
                .formatted(
                        scenario.id(),
                        scenario.title(),
                        scenario.explanation(),
                        scenario.effort(),
                        table(lines),
                        problems.isEmpty() ? "" : "\nWhat failed:\n\n" + problems + "\n");
    }

    private static List<List<String>> ratios(Scenario scenario, Row ours) {
        return scenario.rows().stream()
                .filter(row -> !scenario.ours().contains(row.name()) && !row.rounds().isEmpty())
                .map(row ->
                        cells(
                                "*" + ours.name() + " : " + row.name() + "*",
                                scenario.figures().stream()
                                        .map(figure -> ratio(ours, row, figure))
                                        .toList()))
                .toList();
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    private static List<String> cells(String first, List<String> others) {
        var all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    private static String cell(Row row, Figure figure) {
        return row.of(figure)
                .map(of ->
                        of.least() == of.most()
                                ? figure.format(of.median())
                                : "%s (%s–%s)"
                                        .formatted(
                                                figure.format(of.median()),
                                                figure.format(of.least()),
                                                figure.format(of.most())))
                .orElse("–");
    }

    private static String ratio(Row ours, Row theirs, Figure figure) {
        Optional<Statistics> ratio = Statistics.ofRatio(ours.rounds(), theirs.rounds(), figure);
        return ratio.map(Markdown::ratio).orElse("–");
    }

    private static String ratio(Statistics of) {
        return of.least() == of.most()
                ? ratio(of.median())
                : "%s (%s–%s)".formatted(ratio(of.median()), ratio(of.least()), ratio(of.most()));
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String table(List<List<String>> lines) {
        var head = line(lines.getFirst());
        var rule = "|" + "---|".repeat(lines.getFirst().size()) + "\n";
        var body = lines.stream().skip(1).map(Markdown::line).collect(Collectors.joining());
        return head + rule + body;
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private static String configs(Results results) {
        var seen = new ArrayList<String>();
        var text = new StringBuilder("## Configurations\n");
        for (var scenario : results.scenarios()) {
            for (var row : scenario.rows()) {
                if (!row.config().isEmpty() && !seen.contains(row.config())) {
                    seen.add(row.config());
                    text.append(
                            "\n<details><summary>%s, as in %s</summary>\n\n```\n%s\n```\n</details>\n"
                                    .formatted(row.name(), scenario.id(), shortened(row.config())));
                }
            }
        }
        return text.toString();
    }

    /** A thousand endpoints look like the first one. */
    private static String shortened(String config) {
        var lines = config.strip().lines().toList();
        int most = 60;
        return lines.size() <= most
                ? String.join("\n", lines)
                : String.join("\n", lines.subList(0, most))
                        + "\n... and %,d lines more, alike".formatted(lines.size() - most);
    }
}
