package io.penstock.load.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The load generator, against a server that is slow when told to be. */
@Timeout(30)
class OpenLoopTest {
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello".getBytes(StandardCharsets.US_ASCII);
    private static final int STALL_MILLIS = 700;

    private final ServerSocket server = listen();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void asksAsOftenAsItIsTold() throws Exception {
        answering(_ -> {});
        try (var loop = new OpenLoop(target(), 3)) {
            var done = loop.run(1000, Duration.ofMillis(500));

            assertThat(done.units()).isEqualTo(500);
            assertThat(done.errors()).isZero();
            assertThat(done.seconds()).isGreaterThanOrEqualTo(0.49);
            assertThat(asked).hasValue(3 + 500);
        }
    }

    /** One answer is late; the 70 requests that were due meanwhile are late by what was left. */
    @Test
    void countsAStallForEveryRequestThatItHits() throws Exception {
        answering(number -> {
            if (number == 20) {
                sleep(STALL_MILLIS);
            }
        });
        try (var loop = new OpenLoop(target(), 1)) {
            var done = loop.run(100, Duration.ofSeconds(1));

            assertThat(done.units()).isEqualTo(100);
            assertThat(done.latency().p99().orElseThrow()).isGreaterThan(600_000);
            // A closed loop would have had one that is late, and a median of microseconds.
            assertThat(done.latency().p50().orElseThrow()).isGreaterThan(100_000);
        }
    }

    @Test
    void saysWhichConnectionHadNoAnswer() {
        Thread.ofVirtual()
                .start(() -> {
                    try (var socket = server.accept()) {
                        socket.shutdownOutput();
                        socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });

        assertThatThrownBy(() -> new OpenLoop(target(), 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("connection 1 of 1: closed after 0 bytes");
    }

    private Target target() {
        return new Target("127.0.0.1", server.getLocalPort(), Duration.ofSeconds(1));
    }

    private void answering(IntConsumer before) {
        Thread.ofVirtual()
                .start(() -> {
                    while (!server.isClosed()) {
                        try {
                            var socket = server.accept();
                            Thread.ofPlatform().daemon().start(() -> answer(socket, before));
                        } catch (IOException e) {
                            return; // the test is over
                        }
                    }
                });
    }

    private void answer(Socket socket, IntConsumer before) {
        try (socket) {
            var request = new byte["GET / HTTP/1.1\r\nHost: load\r\n\r\n".length()];
            while (socket.getInputStream().readNBytes(request, 0, request.length)
                    == request.length) {
                before.accept(asked.incrementAndGet());
                socket.getOutputStream().write(ANSWER);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ServerSocket listen() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
