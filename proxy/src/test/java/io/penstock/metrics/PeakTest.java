package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeakTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final Peak peak = new Peak(now::get);

    @Test
    void isTheHighestOfThisMinuteAndTheOneBefore() {
        assertThat(peak.highest()).isZero();
        peak.record(7);
        peak.record(3);
        assertThat(peak.highest()).isEqualTo(7);

        pass(Duration.ofSeconds(61));
        peak.record(4);
        assertThat(peak.highest()).isEqualTo(7);

        pass(Duration.ofSeconds(61));
        assertThat(peak.highest()).isEqualTo(4);

        pass(Duration.ofSeconds(61));
        assertThat(peak.highest()).isZero();
    }

    @Test
    void forgetsAtOnceWhatIsLongAgo() {
        peak.record(7);

        pass(Duration.ofHours(1));

        assertThat(peak.highest()).isZero();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
