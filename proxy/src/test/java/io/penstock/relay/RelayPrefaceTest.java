package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import io.penstock.testing.Relaying;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the server is given before the client's bytes are relayed: a preface, and what was heard.
 */
class RelayPrefaceTest {
    private static final byte[] PREFACE = ascii("PROXY UNKNOWN\r\n");
    private static final byte[] HEAD = ascii("PUT / HTTP/1.1\r\nHost: a\r\n\r\n");
    private static final int SMALL_BUFFER = 16 << 10;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({"0, FIN, 0", "5, FIN, 0", "5, RESET, 0", "33554432, FIN, 0", "33554432, RESET, 1"})
    void comesFirstAndThenEveryByteFinAndReset(int bytes, End end, int pauseMillis)
            throws Exception {
        int buffer = pauseMillis == 0 ? 0 : SMALL_BUFFER;
        try (var relaying = new Relaying(Limits.DEFAULT, 50, buffer).preface(PREFACE).hearing()) {
            var client = relaying.peers().connect(relaying.address());
            var sent =
                    relaying.peers()
                            .meanwhile(() -> {
                                send(client, bytes, end);
                                return true;
                            });
            var server = relaying.peers().accept(relaying.server());

            assertThat(server.getInputStream().readNBytes(PREFACE.length)).isEqualTo(PREFACE);
            assertThat(server.getInputStream().readNBytes(HEAD.length)).isEqualTo(HEAD);
            assertThat(Stream.read(server, Duration.ofMillis(pauseMillis)))
                    .isEqualTo(Stream.whole(bytes, end));
            assertThat(sent.get()).isTrue();
            server.close();
            assertThat(relaying.ending().bytesFromClient()).isEqualTo(HEAD.length + bytes);
        }
    }

    private static void send(Socket client, int bytes, End end) throws Exception {
        client.getOutputStream().write(HEAD);
        switch (end) {
            case FIN -> {
                Stream.send(client, bytes);
                client.shutdownOutput();
            }
            case RESET -> Peers.sendThenReset(client, bytes);
        }
    }

    /** The reset waits behind the opening while the server is dialed. */
    @ParameterizedTest
    @ValueSource(ints = {0, 50_000})
    void comesBeforeAnEndThatCameDuringTheDial(int bytes) throws Exception {
        try (var relaying = new Relaying().preface(PREFACE).hearing()) {
            relaying.joins().shut();
            var client = relaying.peers().connect(relaying.address());
            client.getOutputStream().write(HEAD);
            Awaits.until("it was dialed", () -> relaying.joins().waiting() == 1);
            Peers.sendThenReset(client, bytes);
            relaying.joins().open();
            var server = relaying.peers().accept(relaying.server());

            assertThat(server.getInputStream().readNBytes(PREFACE.length + HEAD.length))
                    .hasSize(PREFACE.length + HEAD.length);
            assertThat(Stream.read(server)).isEqualTo(Stream.whole(bytes, End.RESET));
            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.RESET);
        }
    }

    /** The first event of the socket tells of all, and only a part of the bytes is read ahead. */
    @Test
    void comesBeforeAResetThatCameWithIt() throws Exception {
        try (var relaying = new Relaying().hearing()) {
            var held = relaying.holdLoop();
            var client = relaying.peers().connect(relaying.address());
            client.getOutputStream().write(HEAD);
            Peers.sendThenReset(client, 50_000);
            held.countDown();
            var server = relaying.peers().accept(relaying.server());

            assertThat(server.getInputStream().readNBytes(HEAD.length)).hasSize(HEAD.length);
            assertThat(Stream.read(server)).isEqualTo(Stream.whole(50_000, End.RESET));
            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.RESET);
        }
    }

    @Test
    void isGivenToAServerThatSpeaksFirst() throws Exception {
        try (var relaying = new Relaying().preface(PREFACE)) {
            var ends = relaying.connect();
            assertThat(ends.server().getInputStream().readNBytes(PREFACE.length))
                    .isEqualTo(PREFACE);
            ends.server().getOutputStream().write(7);

            assertThat(ends.client().getInputStream().read()).isEqualTo(7);
            ends.client().close();
            ends.server().close();
            assertThat(relaying.ending().bytesFromClient()).isZero();
        }
    }

    @Test
    void isDroppedWhereTheServerIsGoneBeforeTheJoin() throws Exception {
        try (var relaying = new Relaying().preface(PREFACE).hearing()) {
            relaying.joins().shut();
            var client = relaying.peers().connect(relaying.address());
            client.getOutputStream().write(HEAD);
            Awaits.until("it was dialed", () -> relaying.joins().waiting() == 1);
            Peers.reset(relaying.peers().accept(relaying.server()));
            relaying.joins().open();

            assertThat(Stream.read(client).end()).isEqualTo(End.RESET);
            assertThat(relaying.ending().side()).isEqualTo(Side.SERVER);
        }
    }
}
