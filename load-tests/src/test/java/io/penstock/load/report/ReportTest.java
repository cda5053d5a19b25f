package io.penstock.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three files. */
class ReportTest {
    private static final List<Goal> GOALS =
            List.of(
                    new Goal.AgainstBest(Figure.REQUESTS, 1),
                    new Goal.Against("HAProxy", Figure.REQUESTS, 1),
                    new Goal.Absolute(Figure.REQUESTS, 1000));

    @TempDir Path folder;

    @Test
    void tellsMediansWithTheirSpreadRatiosAndGoals() {
        var text = Markdown.of(Example.results(Example.scenario("small", GOALS)), "chart.svg");

        assertThat(text)
                .contains("| Penstock | 125 (120–130) |")
                .contains("| *Penstock : nginx* | 1.23 (1.20–1.25) |")
                .contains(
                        "| small | requests/s | Penstock | 125 | nginx | 1.23 (1.20–1.25) | ≥ 1.00 | yes |")
                .contains("| small | requests/s | Penstock | 125 | – | – | ≥ 1,000 | **no** |")
                .contains("![Penstock beside its peers](chart.svg)")
                .contains("config of HAProxy")
                .contains("- a note");
    }

    @Test
    void tellsWhatFailed() {
        var row = new Results.Row("nginx", "", List.of(), List.of("it ended:\nfor a reason"));
        var scenario =
                new Results.Scenario(
                        "id",
                        "",
                        "",
                        "",
                        List.of("Penstock"),
                        List.of("nginx"),
                        List.of(),
                        List.of(row));

        assertThat(Markdown.of(Example.results(scenario), ""))
                .contains("- nginx: it ended:; for a reason");
    }

    @Test
    void drawsWhatXmlReadersAccept() throws Exception {
        var svg = Chart.of(Example.results(Example.scenario("a<b", GOALS)));

        var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        var bytes = new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8));
        var root = builder.parse(bytes).getDocumentElement();

        assertThat(root.getTagName()).isEqualTo("svg");
        assertThat(root.getTextContent())
                .contains("a<b, requests/s")
                .contains("HAProxy")
                .contains("1.23");
    }

    @Test
    void readsWhatItWrote() throws Exception {
        var results = Example.results(Example.scenario("small", GOALS));
        var files = new ReportFiles(folder, Path.of("/home/me/penstock"));

        assertThat(files.read()).isEmpty();
        files.write(results);

        assertThat(files.read()).contains(results);
        try (var list = Files.list(folder)) {
            assertThat(list.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("RESULTS.md", "results.json", "results.svg");
        }
    }

    @Test
    void doesNotTellWhereTheCheckoutLies() throws Exception {
        var results = Example.results(Example.scenario("small at /home/me/penstock/x", GOALS));

        new ReportFiles(folder, Path.of("/home/me/penstock")).write(results);

        for (var file : List.of("RESULTS.md", "results.json", "results.svg")) {
            assertThat(Files.readString(folder.resolve(file))).doesNotContain("/home/me");
        }
        assertThat(Files.readString(folder.resolve("RESULTS.md"))).contains("small at x");
    }

    @Test
    void keepsScenariosThatWereNotRunAgain() {
        var earlier =
                Example.results(Example.scenario("one", GOALS), Example.scenario("two", GOALS));
        var again = Example.scenario("two", List.of());

        var sum = Example.results(again).over(earlier);

        assertThat(sum.scenarios()).containsExactly(earlier.scenarios().getFirst(), again);
    }
}
