package io.penstock.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import org.junit.jupiter.api.Test;

class LeakGateTest {
    @Test
    void seesABufferThatNobodyReleased() {
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        forget();

        Awaits.until(
                "the lost buffer is found",
                () -> {
                    System.gc();
                    LeakGate.look();
                    return LeakGate.leaks().stream().anyMatch(leak -> leak.contains("forget"));
                });

        LeakGate.leaks().clear(); // it was lost on purpose
    }

    private static void forget() {
        PooledByteBufAllocator.DEFAULT.directBuffer(64).writeByte(1);
    }
}
