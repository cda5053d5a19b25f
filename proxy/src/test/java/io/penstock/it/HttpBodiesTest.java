package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Awaits;
import io.penstock.testing.OneResource;
import io.penstock.testing.RawClient;
import io.penstock.testing.RawResource;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of any size, in constant memory. */
class HttpBodiesTest {
    private static final int PIECE = 64 << 10;
    private static final String CHUNK = "10000\r\n" + "a".repeat(PIECE) + "\r\n";
    private static final long MOST_HELD = 4 << 20;

    @TempDir private Path directory;

    private static void send(OutputStream out, long bytes) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long sent = 0; sent < bytes; sent += PIECE) {
            out.write(piece);
        }
    }

    private static long read(InputStream in, long most) throws IOException {
        byte[] piece = new byte[PIECE];
        long all = 0;
        while (all < most) {
            int n = in.read(piece, 0, (int) Math.min(PIECE, most - all));
            if (n < 0) {
                return all;
            }
            all += n;
        }
        return all;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aBodyLargerThanTheHeapPassesBothWays() throws Exception {
        long size = Math.ceilDiv(Runtime.getRuntime().maxMemory() + 1, PIECE) * PIECE;
        try (var resource =
                        RawResource.start((head, in, out) -> {
                            assertThat(read(in, size)).isEqualTo(size);
                            out.write(
                                    bytes(
                                            "HTTP/1.1 200 OK\r\nContent-Length: "
                                                    + size
                                                    + "\r\n\r\n"));
                            send(out, size);
                            return true;
                        });
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var config = OneResource.at(resource.port()).with("applicationProtocol: HTTP");
            try (var penstock = RunningAppliance.start(directory, config.yaml());
                    var client = RawClient.connect(config.port())) {
                client.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
                var sent =
                        threads.submit(() -> {
                            send(client.out(), size);
                            return true;
                        });
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
                assertThat(read(client.in(), size)).isEqualTo(size);
                assertThat(sent.get()).isTrue();
                assertThat(penstock.metric("penstock_relay_held_bytes")).isLessThan(MOST_HELD);
            }
        }
    }

    @Test
    void aReaderThatPausesHoldsTheSenderBack() throws Exception {
        int chunks = 2048; // 128 MiB
        try (var resource =
                RawResource.start((head, in, out) -> {
                    out.write(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
                    for (int i = 0; i < chunks; i++) {
                        out.write(bytes(CHUNK));
                    }
                    out.write(bytes("0\r\n\r\n"));
                    return true;
                })) {
            var config = OneResource.at(resource.port()).with("applicationProtocol: HTTP");
            try (var penstock = RunningAppliance.start(directory, config.yaml());
                    var client = RawClient.connect(config.port())) {
                client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                Awaits.until(
                        "something is held for the client",
                        () -> penstock.metric("penstock_relay_held_bytes") > 0);
                assertThat(penstock.metric("penstock_relay_held_bytes")).isLessThan(MOST_HELD);
                assertThat(client.head()).contains("chunked");
                long all = (long) chunks * CHUNK.length() + 5;
                assertThat(read(client.in(), all)).isEqualTo(all);

                client.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n"); // it was whole, and ends there
                assertThat(client.head()).startsWith("HTTP/1.1 200 ");
            }
        }
    }
}
