package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Relaying;
import io.penstock.testing.Relaying.Direction;
import io.penstock.testing.Stream;
import io.penstock.testing.Stream.End;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernel tells each change once: what it does not tell again must not be forgotten. */
class ReadinessTest {
    /**
     * A read ends before an urgent byte, and nothing new comes after it. The byte itself is not in
     * the stream (tcp(7), SO_OOBINLINE is off).
     */
    @ParameterizedTest
    @EnumSource(Direction.class)
    void readsOnBehindAnUrgentByte(Direction from) throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            var sender = ends.of(from);
            var reader = ends.of(from.back());
            sender.setTcpNoDelay(true);
            for (int i = 0; i < 200; i++) {
                sender.getOutputStream().write(bytes("before"));
                sender.sendUrgentData('!');
                sender.getOutputStream().write(bytes("behind"));

                assertThat(
                                new String(
                                        reader.getInputStream().readNBytes(12),
                                        StandardCharsets.UTF_8))
                        .isEqualTo("beforebehind");
            }
            sender.shutdownOutput();
            reader.shutdownOutput();
            assertThat(Stream.read(reader)).isEqualTo(Stream.whole(0, End.FIN));
            assertThat(Stream.read(sender)).isEqualTo(Stream.whole(0, End.FIN));
            assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.CLOSED);
        }
    }

    /** A read stops before an urgent byte, so it is not filled though there is more. */
    @ParameterizedTest
    @EnumSource(Direction.class)
    void readsOnBehindAnUrgentByteThatCameWithTheEnd(Direction from) throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            var sender = ends.of(from);
            var reader = ends.of(from.back());
            var held = relaying.holdLoop();
            sender.getOutputStream().write(bytes("before"));
            sender.sendUrgentData('!');
            sender.getOutputStream().write(bytes("behind"));
            sender.shutdownOutput();
            held.countDown();

            assertThat(reader.getInputStream().readAllBytes()).isEqualTo(bytes("beforebehind"));
            reader.close();
            assertThat(Stream.read(sender)).isEqualTo(Stream.whole(0, End.FIN));
        }
    }

    /** The last bytes and the FIN come as one event, and the read of the bytes is not filled. */
    @ParameterizedTest
    @EnumSource(Direction.class)
    void readsTheEndThatCameWithTheLastBytes(Direction from) throws Exception {
        try (var relaying = new Relaying()) {
            for (int i = 0; i < 200; i++) {
                var ends = relaying.connect();
                var sender = ends.of(from);
                var reader = ends.of(from.back());
                Stream.send(sender, 5);
                sender.shutdownOutput();

                assertThat(Stream.read(reader)).isEqualTo(Stream.whole(5, End.FIN));
                reader.close();
                assertThat(Stream.read(sender)).isEqualTo(Stream.whole(0, End.FIN));
                assertThat(relaying.ending().cause()).isEqualTo(Ending.Cause.CLOSED);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
