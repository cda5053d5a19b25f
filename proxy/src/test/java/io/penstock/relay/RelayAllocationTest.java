package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.penstock.testing.Relaying;
import io.penstock.testing.Relaying.Direction;
import io.penstock.testing.Relaying.Ends;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The byte path makes no garbage: what a loop allocates does not grow with what it moves. */
@Timeout(120)
class RelayAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WARM_UP_ROUND_TRIPS = 20_000;
    private static final int ROUND_TRIPS = 20_000;
    private static final int MANY = 16;
    private static final int WARM_UP_MIB = 64;
    private static final int MIB = 256;

    /** An object for each read would be 16 at least. */
    private static final double MOST_A_SMALL_READ = 2;

    /**
     * A buffer for each read would be 1. Held bytes lie in pooled buffers, but in tests Netty's
     * leak detector allocates some hundred bytes for each of those.
     */
    private static final double MOST_A_BYTE = 1 / 8.0;

    @ParameterizedTest
    @EnumSource(Direction.class)
    void allocatesNothingForBytesInBulk(Direction from) throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            var bulk = new byte[1 << 20];
            move(relaying, ends.of(from), ends.of(from.back()), bulk, WARM_UP_MIB);

            long before = allocated(relaying.loop());
            move(relaying, ends.of(from), ends.of(from.back()), bulk, MIB);
            long after = allocated(relaying.loop());

            assertThat((after - before) / (double) ((long) MIB << 20)).isLessThan(MOST_A_BYTE);
        }
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void allocatesNothingForSmallMessages(Direction from) throws Exception {
        try (var relaying = new Relaying()) {
            var ends = relaying.connect();
            pingPong(ends.of(from), ends.of(from.back()), WARM_UP_ROUND_TRIPS);

            long before = allocated(relaying.loop());
            pingPong(ends.of(from), ends.of(from.back()), ROUND_TRIPS);
            long after = allocated(relaying.loop());

            assertThat((after - before) / (2.0 * ROUND_TRIPS)).isLessThan(MOST_A_SMALL_READ);
        }
    }

    @Test
    void allocatesNothingWhereManySpeakAtOnce() throws Exception {
        try (var relaying = new Relaying()) {
            var all = new ArrayList<Ends>();
            for (int i = 0; i < MANY; i++) {
                all.add(relaying.connect());
            }
            together(all, WARM_UP_ROUND_TRIPS / 4);

            long before = allocated(relaying.loop());
            together(all, ROUND_TRIPS / 4);
            long after = allocated(relaying.loop());

            double reads = 2.0 * MANY * (ROUND_TRIPS / 4);
            assertThat((after - before) / reads).isLessThan(MOST_A_SMALL_READ);
        }
    }

    private static void together(List<Ends> all, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            for (var ends : all) {
                ends.client().getOutputStream().write('a');
            }
            for (var ends : all) {
                assertThat(ends.server().getInputStream().read()).isEqualTo('a');
                ends.server().getOutputStream().write('b');
            }
            for (var ends : all) {
                assertThat(ends.client().getInputStream().read()).isEqualTo('b');
            }
        }
    }

    private static void move(Relaying relaying, Socket from, Socket to, byte[] bulk, int times)
            throws Exception {
        var sent =
                relaying.peers()
                        .meanwhile(() -> {
                            for (int i = 0; i < times; i++) {
                                from.getOutputStream().write(bulk);
                            }
                            return times;
                        });
        to.getInputStream().skipNBytes((long) bulk.length * times);
        assertThat(sent.get()).isEqualTo(times);
    }

    private static void pingPong(Socket one, Socket other, int times) throws IOException {
        one.setTcpNoDelay(true);
        other.setTcpNoDelay(true);
        for (int i = 0; i < times; i++) {
            one.getOutputStream().write('a');
            assertThat(other.getInputStream().read()).isEqualTo('a');
            other.getOutputStream().write('b');
            assertThat(one.getInputStream().read()).isEqualTo('b');
        }
    }

    /** Asked on the loop, so that it is exact. Asking allocates as well, each time the same. */
    private static long allocated(Loop loop) {
        var bytes = new CompletableFuture<Long>();
        loop.execute(() -> bytes.complete(THREADS.getCurrentThreadAllocatedBytes()));
        return bytes.join();
    }
}
