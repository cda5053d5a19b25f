package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class HealthCheckTest {
    @Test
    void takesTheStatusOfTheAnswer() throws Exception {
        assertThat(asked("HTTP/1.1 200 OK\r\n\r\nready")).isEqualTo(200);
        assertThat(asked("HTTP/1.1 503 Service Unavailable\r\n\r\n")).isEqualTo(503);
    }

    @Test
    void doesNotTakeAnythingElseForAnAnswer() {
        assertThatThrownBy(() -> asked("SSH-2.0-OpenSSH_9.9\r\n"))
                .isInstanceOf(IOException.class)
                .hasMessage("no HTTP answer");
        assertThatThrownBy(() -> asked("")).hasMessage("no HTTP answer");
    }

    @Test
    void saysThatNobodyListens() throws IOException {
        InetSocketAddress nobody;
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            nobody = (InetSocketAddress) socket.getLocalSocketAddress();
        }

        assertThatThrownBy(() -> HealthCheck.get(nobody, "/readyz"))
                .hasMessageContaining("refused");
    }

    private static int asked(String answer) throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                var peers = new Peers()) {
            var served =
                    peers.meanwhile(() -> {
                        try (var client = socket.accept()) {
                            client.getInputStream().read(new byte[1000]);
                            client.getOutputStream()
                                    .write(answer.getBytes(StandardCharsets.US_ASCII));
                            return true;
                        }
                    });
            int status =
                    HealthCheck.get((InetSocketAddress) socket.getLocalSocketAddress(), "/readyz");
            assertThat(served.get()).isTrue();
            return status;
        }
    }
}
