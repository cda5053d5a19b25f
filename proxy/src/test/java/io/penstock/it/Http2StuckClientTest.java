package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2FrameTypes;
import io.penstock.testing.Awaits;
import io.penstock.testing.OneResource;
import io.penstock.testing.RawHttp2;
import io.penstock.testing.RawResource;
import io.penstock.testing.RunningAppliance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that takes nothing any more, for which even frames of the codec have to wait. */
@Timeout(60)
class Http2StuckClientTest {
    private static final int BIG = 32 << 20;
    private static final int LONG = 10_000;
    private static final int HEADS = 8;

    @TempDir private Path directory;

    /** Its /begun breaks off once the latch is open, its /long has a head of twice that length. */
    private static RawResource resource(CountDownLatch latch) throws IOException {
        return RawResource.start((head, in, out) -> {
            if (head.startsWith("GET /begun ")) {
                out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbe"));
                Awaits.open(latch);
                return false;
            } else if (head.startsWith("GET /big ")) {
                out.write(bytes("HTTP/1.1 200 OK\r\nContent-Length: " + BIG + "\r\n\r\n"));
                out.write(new byte[BIG]);
            } else {
                out.write(
                        bytes(
                                "HTTP/1.1 200 OK\r\nX-A: %1$s\r\nX-B: %1$s\r\nContent-Length: 0\r\n\r\n"
                                        .formatted("x".repeat(LONG))));
            }
            return true;
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Requests that come in one piece, so that all of them are read. */
    private static byte[] requests(int first) {
        var all = new ByteArrayOutputStream();
        byte[] block =
                RawHttp2.block(
                        ":method=GET", ":scheme=http", ":authority=a.example", ":path=/long");
        int flags = RawHttp2.END_HEADERS | RawHttp2.END_STREAM;
        for (int i = 0; i < HEADS; i++) {
            all.writeBytes(RawHttp2.bytesOf(Http2FrameTypes.HEADERS, flags, first + 2 * i, block));
        }
        return all.toByteArray();
    }

    @Test
    void endsAsOthersDoThoughAResetStillWaitedForIt() throws Exception {
        var latch = new CountDownLatch(1);
        try (var web = resource(latch)) {
            var one =
                    OneResource.at(web.port())
                            .with("applicationProtocol: HTTP")
                            .with("http: {limits: {headerBytes: 32KiB}}");
            try (var penstock = RunningAppliance.start(directory, one.yaml());
                    var client =
                            RawHttp2.connectReluctantly(
                                    one.port(), RawHttp2.INITIAL_WINDOW_SIZE, BIG)) {
                client.get(1, "/begun").next(Http2FrameTypes.DATA);
                client.window(0, BIG).get(3, "/big");
                Awaits.until("the socket takes no more", new Stillness(penstock));
                client.send(requests(5));
                for (int i = 0; i < HEADS; i++) {
                    assertThat(penstock.logged().getString("path")).isEqualTo("/long");
                }
                latch.countDown();
                assertThat(penstock.logged().getString("finish")).isEqualTo("broken_off");
                client.socket().setSoLinger(true, 0);
                client.socket().close();

                assertThat(penstock.logged().getString("finish")).isEqualTo("client_gone");
                var end = penstock.logged();
                assertThat(end.getString("closeReason")).isEqualTo("reset");
                assertThat(end.getString("closedBy")).isEqualTo("client");
            }
        }
    }

    /** Something is held, and for a while it has been as much as it is. */
    private static final class Stillness implements BooleanSupplier {
        private static final int WHILE = 100; // rounds of the loop, which each answer asks for

        private final RunningAppliance penstock;
        private double held;
        private int times;

        Stillness(RunningAppliance penstock) {
            this.penstock = penstock;
        }

        @Override
        public boolean getAsBoolean() {
            double now = penstock.metric("penstock_relay_held_bytes");
            times = now > 0 && now == held ? times + 1 : 0;
            held = now;
            return times == WHILE;
        }
    }
}
