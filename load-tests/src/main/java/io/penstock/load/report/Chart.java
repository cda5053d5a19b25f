package io.penstock.load.report;

import io.penstock.load.report.Results.Row;
import io.penstock.load.report.Results.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The chart: for each scenario's chief figures, how many times as good Penstock is as each peer. A
 * bar to the right of the line is an advantage. On a logarithmic axis, so that twice as good and
 * half as good are as far from the line. Colours are of a middle brightness: they show on light and
 * on dark paper, and the paper is left transparent.
 */
public final class Chart {
    private static final int WIDTH = 900;
    private static final int LEFT = 300;
    private static final int RIGHT = 70;
    private static final int TOP = 64;
    private static final int BAR = 13;
    private static final int GAP = 12;
    private static final int VALUE_WIDTH = 30;
    private static final double MOST = 4;
    private static final String TEXT = "#7d8590";
    private static final List<String> COLOURS = List.of("#2f81f7", "#e0823d", "#3fa35b", "#a371f7");

    /** What has a bar where no goal says what matters: what a user would ask first. */
    private static final List<Figure> CHIEF =
            List.of(
                    Figure.REQUESTS,
                    Figure.CPU_PER_REQUEST,
                    Figure.CONNECTIONS,
                    Figure.CPU_PER_CONNECTION,
                    Figure.GIGABITS,
                    Figure.CPU_PER_GIB,
                    Figure.START,
                    Figure.PORTS,
                    Figure.MEMORY_PER_CONNECTION);

    private record Bar(String peer, double advantage) {}

    private record Group(String label, List<Bar> bars) {
        int height() {
            return bars.size() * BAR + GAP;
        }
    }

    private Chart() {}

    /** As SVG 1.1. */
    public static String of(Results results) {
        var groups =
                results.scenarios().stream()
                        .flatMap(Chart::groups)
                        .filter(g -> !g.bars().isEmpty())
                        .toList();
        var peers =
                groups.stream().flatMap(g -> g.bars().stream()).map(Bar::peer).distinct().toList();
        int height = TOP + groups.stream().mapToInt(Group::height).sum() + 30;
        var svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
                font-family="system-ui, sans-serif" font-size="12" fill="%3$s">
                <title>Penstock beside its peers</title>
                <text x="0" y="16" font-size="15" font-weight="600">How many times as good as each peer (right of the line: better)</text>
                """
                        .formatted(WIDTH, height, TEXT));
        legend(svg, peers);
        grid(svg, height);
        int y = TOP;
        for (var group : groups) {
            draw(svg, group, peers, y);
            y += group.height();
        }
        return svg.append("</svg>\n").toString();
    }

    private static Stream<Group> groups(Scenario scenario) {
        return scenario.ours().stream()
                .flatMap(who -> scenario.row(who).stream())
                .flatMap(ours -> groups(scenario, ours));
    }

    private static Stream<Group> groups(Scenario scenario, Row ours) {
        var whose = scenario.ours().size() == 1 ? "" : ours.name() + ", ";
        return figures(scenario).stream()
                .map(figure ->
                        new Group(
                                whose + scenario.id() + ", " + figure.label(),
                                bars(scenario, ours, figure)));
    }

    /** Those that goals compare; else the chief ones. Sampled CPU goes with the other. */
    private static List<Figure> figures(Scenario scenario) {
        var compared =
                scenario.goals().stream()
                        .filter(Goal.AgainstBest.class::isInstance)
                        .map(Goal::figure)
                        .toList();
        return scenario.figures().stream()
                .filter(figure -> !figure.isSampled())
                .filter(compared.isEmpty() ? CHIEF::contains : compared::contains)
                .toList();
    }

    private static List<Bar> bars(Scenario scenario, Row ours, Figure figure) {
        var bars = new ArrayList<Bar>();
        for (var row : scenario.rows()) {
            if (scenario.peers().contains(row.name())) {
                Statistics.ofRatio(ours.rounds(), row.rounds(), figure)
                        .map(ratio -> figure.advantage(ratio.median()))
                        .filter(advantage -> advantage > 0 && Double.isFinite(advantage))
                        .ifPresent(advantage -> bars.add(new Bar(row.name(), advantage)));
            }
        }
        return bars;
    }

    private static void legend(StringBuilder svg, List<String> peers) {
        int x = LEFT;
        for (int i = 0; i < peers.size(); i++) {
            svg.append(
                    """
                    <rect x="%d" y="28" width="12" height="12" rx="2" fill="%s"/><text x="%d" y="38">%s</text>
                    """
                            .formatted(x, colour(i), x + 17, escaped(peers.get(i))));
            x += 40 + 7 * peers.get(i).length();
        }
    }

    private static void grid(StringBuilder svg, int height) {
        for (double factor : new double[] {1 / MOST, 0.5, 1, 2, MOST}) {
            double x = x(factor);
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"%4$s\""
                                    + " stroke-opacity=\"%5$s\"/><text x=\"%1$.1f\" y=\"%6$d\""
                                    + " text-anchor=\"middle\">%7$s×</text>%n",
                            x,
                            TOP - 8,
                            height - 26,
                            TEXT,
                            factor == 1 ? "0.9" : "0.3",
                            height - 10,
                            factor < 1 ? Double.toString(factor) : Integer.toString((int) factor)));
        }
    }

    private static void draw(StringBuilder svg, Group group, List<String> peers, int top) {
        double middle = top + group.bars().size() * BAR / 2.0 + 4;
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n",
                        LEFT - 12,
                        middle,
                        escaped(group.label())));
        int y = top;
        for (var bar : group.bars()) {
            double one = x(1);
            double end = x(bar.advantage());
            boolean isLeft = end < one && end > LEFT + VALUE_WIDTH; // else it would cover the label
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>"
                                    + "<text x=\"%.1f\" y=\"%d\" font-size=\"11\" text-anchor=\"%s\">%.2f</text>%n",
                            Math.min(one, end),
                            y,
                            Math.max(1, Math.abs(end - one)),
                            BAR - 2,
                            colour(peers.indexOf(bar.peer())),
                            isLeft ? end - 4 : Math.max(one, end) + 4,
                            y + BAR - 3,
                            isLeft ? "end" : "start",
                            bar.advantage()));
            y += BAR;
        }
    }

    /** Where a factor is on the axis; what is beyond its ends stands at them. */
    private static double x(double factor) {
        double bounded = Math.clamp(factor, 1 / MOST, MOST);
        double share = (Math.log(bounded) + Math.log(MOST)) / (2 * Math.log(MOST));
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static String colour(int index) {
        return COLOURS.get(index % COLOURS.size());
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
