package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.OneResource;
import io.penstock.testing.RunningAppliance;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A WebSocket of the JDK's client to a server of Vert.x's, through an HTTP endpoint. */
class HttpWebSocketTest {
    private static final int PATIENCE_SECONDS = 20;

    @TempDir private Path directory;

    private static final class Heard implements WebSocket.Listener {
        private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
        private final StringBuilder begun = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket socket, CharSequence data, boolean last) {
            begun.append(data);
            if (last) {
                messages.add(begun.toString());
                begun.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            messages.add("closed " + status);
            return null;
        }

        String next() throws InterruptedException {
            String message = messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return message == null ? "nothing came" : message;
        }
    }

    private static HttpServer echo(Vertx vertx) throws Exception {
        return vertx.createHttpServer()
                .webSocketHandler(socket -> socket.textMessageHandler(socket::writeTextMessage))
                .listen(0, "127.0.0.1")
                .await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void messagesPassBothWays() throws Exception {
        var vertx = Vertx.vertx();
        try (var http = HttpClient.newHttpClient()) {
            var config = OneResource.at(echo(vertx).actualPort()).with("applicationProtocol: HTTP");
            try (var penstock = RunningAppliance.start(directory, config.yaml())) {
                var heard = new Heard();
                var socket =
                        http.newWebSocketBuilder()
                                .buildAsync(
                                        URI.create("ws://127.0.0.1:" + config.port() + "/"), heard)
                                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                for (var message : new String[] {"one", "two", "x".repeat(60_000)}) {
                    socket.sendText(message, true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    assertThat(heard.next()).isEqualTo(message);
                }
                assertThat(penstock.appliance().active()).isEqualTo(1);
                socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(heard.next()).isEqualTo("closed 1000");
            }
        } finally {
            vertx.close().await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
