package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Invocation;
import io.penstock.testing.OneResource;
import io.penstock.testing.RunningAppliance;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a start may cost: in a JVM of its own, with the options that users have. */
class StartTest {
    private static final Path OPTIONS = Path.of("jvm.options");

    @TempDir Path directory;

    /** Each of these was once a tenth of a start or more. A port that is taken ends it late. */
    @Test
    void loadsNothingThatItCanDoWithout() throws Exception {
        var resource = OneResource.at(RunningAppliance.freePort());
        var file = Files.writeString(directory.resolve("penstock.yaml"), resource.yaml());
        var loaded = directory.resolve("loaded");
        var said = directory.resolve("said");
        try (var _ = new ServerSocket(resource.port(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var builder =
                    new ProcessBuilder(
                                    ProcessHandle.current().info().command().orElseThrow(),
                                    "@" + OPTIONS,
                                    "-Xlog:class+load:file=" + loaded,
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Main.class.getName(),
                                    "run",
                                    "--config",
                                    file.toString())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(said.toFile());
            builder.environment().put("PENSTOCK_LOG_LEVEL", "loud");
            var process = builder.start();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("it ends").isTrue();
            } finally {
                process.destroyForcibly();
            }
        }

        assertThat(Files.readString(said))
                .contains("cannot listen on 127.0.0.1:" + resource.port())
                .contains("PENSTOCK_LOG_LEVEL: not a level but loud; ERROR, WARN, INFO, DEBUG");
        assertThat(Files.readAllLines(loaded))
                .anyMatch(line -> line.contains(" io.penstock.Assembly "))
                .noneMatch(line -> line.contains(" picocli."))
                .noneMatch(line -> line.contains(" io.netty.handler.ssl.OpenSsl "))
                .noneMatch(line -> line.contains(".xml.internal.parsers."))
                .noneMatch(line -> line.contains(" jdk.jfr.internal.MetadataRepository "));
    }

    @ParameterizedTest
    @CsvSource({
        "run --config, Missing required parameter for option '--config'",
        "run --config --help, Expected parameter for option '--config' but found '--help'",
        "run --config a.yaml b, Unmatched argument at index 3: 'b'",
        "run a.yaml, Missing required option: '--config=FILE'"
    })
    void tellsWhatIsWrongWithTheCommandLine(String line, String problem) {
        var ended = run(line.split(" ", -1));

        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.err()).contains(problem);
    }

    @ParameterizedTest
    @CsvSource({"--config nowhere.yaml", "--config=nowhere.yaml"})
    void takesTheFileInEitherForm(String option) {
        var ended = run(("run " + option).split(" ", -1));

        assertThat(ended.exit()).isEqualTo(78);
        assertThat(ended.err()).startsWith("nowhere.yaml: does not exist");
    }

    private static Invocation run(String... arguments) {
        return Invocation.of(
                terminal -> Main.run(terminal, OutputStream.nullOutputStream(), arguments));
    }
}
