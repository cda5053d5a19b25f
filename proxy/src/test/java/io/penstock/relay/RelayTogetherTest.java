package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Relaying;
import io.penstock.testing.Relaying.Ends;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many connections have something to say in one round of events. */
@Timeout(120)
class RelayTogetherTest {
    private static final int CONNECTIONS = 400; // more than fit in one call
    private static final int ROUNDS = 20;

    /** From one byte to what is no longer small. */
    private static final int[] SIZES = {1, 13, 200, 1460, 4096, 16 << 10, (16 << 10) + 1, 40_000};

    private final Random random = new Random(7);

    @Test
    void everybodyGetsWhatWasMeantForThem() throws Exception {
        try (var relaying = new Relaying()) {
            var all = connect(relaying);
            for (int round = 0; round < ROUNDS; round++) {
                for (boolean up : new boolean[] {true, false}) {
                    var said = new ArrayList<byte[]>();
                    for (var ends : all) {
                        said.add(say(up ? ends.client() : ends.server()));
                    }
                    for (int i = 0; i < all.size(); i++) {
                        var heard = up ? all.get(i).server() : all.get(i).client();
                        var bytes = heard.getInputStream().readNBytes(said.get(i).length);
                        assertThat(bytes).isEqualTo(said.get(i));
                    }
                }
            }
        }
    }

    @Test
    void whoDoesNotReadHoldsUpNobodyElse() throws Exception {
        try (var relaying = new Relaying(Limits.DEFAULT, 50, 4096)) {
            var all = connect(relaying);
            var said = new ArrayList<List<byte[]>>();
            for (int i = 0; i < all.size(); i++) {
                said.add(new ArrayList<>());
            }
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < all.size(); i++) {
                    said.get(i).add(say(all.get(i).client()));
                }
                for (int i = 1; i < all.size(); i += 2) { // every other one reads
                    var last = said.get(i).getLast();
                    var bytes = all.get(i).server().getInputStream().readNBytes(last.length);
                    assertThat(bytes).isEqualTo(last);
                }
            }
            for (int i = 0; i < all.size(); i += 2) {
                for (var each : said.get(i)) {
                    var bytes = all.get(i).server().getInputStream().readNBytes(each.length);
                    assertThat(bytes).isEqualTo(each);
                }
            }
        }
    }

    private byte[] say(Socket socket) throws Exception {
        var bytes = new byte[SIZES[random.nextInt(SIZES.length)]];
        random.nextBytes(bytes);
        socket.getOutputStream().write(bytes);
        return bytes;
    }

    private static List<Ends> connect(Relaying relaying) throws Exception {
        var all = new ArrayList<Ends>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(relaying.connect());
        }
        return all;
    }
}
