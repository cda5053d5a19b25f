package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Awaits;
import io.penstock.testing.Invocation;
import io.penstock.testing.OneResource;
import io.penstock.testing.Peers;
import io.penstock.testing.RunningAppliance;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real signals to this very process. */
class RunCommandTest {
    @TempDir Path directory;
    private OneResource resource;
    private Path file;

    @BeforeEach
    void writesAConfiguration() throws IOException {
        resource = OneResource.at(RunningAppliance.freePort());
        file = Files.writeString(directory.resolve("penstock.yaml"), resource.yaml());
    }

    @Test
    void reloadsAtSighupAndStopsCleanlyAtSigterm() throws Exception {
        // Before the command has its own handlers, a signal would end the tests.
        try (var peers = new Peers();
                var _ = Signals.on("HUP", () -> {})) {
            var run = peers.meanwhile(this::run);
            Awaits.until("it serves", () -> revision() == 1);
            Files.writeString(file, resource.egress("192.0.2.0/24").yaml());
            // Signals that come before its handler change nothing, so it may take several.
            Awaits.until("the change is in service", () -> signal("HUP") && revision() == 2);

            signal("TERM");

            var ended = run.get(10, TimeUnit.SECONDS);
            assertThat(ended.err()).isEmpty();
            assertThat(ended.exit()).isZero();
            assertThat(revision()).as("nobody answers any more").isZero();
        }
    }

    @Test
    void namesEveryProblemOfAWrongFile() throws IOException {
        Files.writeString(file, resource.yaml().replace("name: entry", "nmae: entry"));

        var ended = run();

        assertThat(ended.exit()).isEqualTo(78);
        assertThat(ended.err()).contains("/endpoints/0/nmae", "name");
        assertThat(revision()).as("nothing is bound").isZero();
    }

    @Test
    void namesWhoHoldsAPort() throws IOException {
        try (var _ = new ServerSocket(resource.port(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var ended = run();

            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.err())
                    .contains(
                            "endpoint 000000000000/entry cannot listen on 127.0.0.1:"
                                    + resource.port(),
                            "java (pid " + ProcessHandle.current().pid() + ")");
        }
    }

    private Invocation run() {
        return Invocation.of(terminal ->
                Main.run(
                        terminal,
                        OutputStream.nullOutputStream(),
                        "run",
                        "--config",
                        file.toString()));
    }

    /** The revision that serves; 0 where nothing does. */
    private int revision() {
        var uri = URI.create("http://127.0.0.1:" + resource.admin() + "/readyz");
        try (var http = HttpClient.newHttpClient()) {
            var reply =
                    http.send(
                            HttpRequest.newBuilder(uri).build(),
                            HttpResponse.BodyHandlers.ofString());
            return new JsonObject(reply.body()).getInteger("revision");
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean signal(String name) {
        try {
            var pid = Long.toString(ProcessHandle.current().pid());
            return new ProcessBuilder("kill", "-" + name, pid).start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
