package io.penstock.load.report;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The report as files of one folder: RESULTS.md, results.json, results.svg.
 *
 * @param home what lies below it is named from there on: where somebody's checkout lies is no
 *     result
 */
public record ReportFiles(Path folder, Path home) {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The results that lie there from an earlier run. */
    public Optional<Results> read() throws IOException {
        var file = json();
        return Files.exists(file)
                ? Optional.of(JSON.readValue(file.toFile(), Results.class))
                : Optional.empty();
    }

    /** Writes all three. */
    public void write(Results results) throws IOException {
        Files.createDirectories(folder);
        write(json(), JSON.writeValueAsString(results) + "\n");
        write(folder.resolve("results.svg"), Chart.of(results));
        write(report(), Markdown.of(results, "results.svg"));
    }

    private void write(Path file, String text) throws IOException {
        Files.writeString(file, text.replace(home.toAbsolutePath() + "/", ""));
    }

    /** The report for people. */
    public Path report() {
        return folder.resolve("RESULTS.md");
    }

    private Path json() {
        return folder.resolve("results.json");
    }
}
