package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageTest {
    private final Page page = new Page();

    @Test
    void writesWholeNumbers() {
        for (long number : new long[] {0, 7, 10, 99, 1_000_000_007, Long.MAX_VALUE}) {
            page.clear();
            assertThat(text(page.append(number))).isEqualTo(Long.toString(number));
        }
    }

    @Test
    void writesWholeNumbersWithoutAPointAndOthersAsTheyAre() {
        assertThat(text(page.append(3.0).append(" "))).isEqualTo("3 ");
        for (double number : new double[] {-1, 0.1, 1e300, -0.0, Double.MIN_VALUE, 1.5e16}) {
            page.clear();
            assertThat(Double.parseDouble(text(page.append(number)))).isEqualTo(number);
        }
        page.clear();
        page.append(Double.NaN).append(" ").append(Double.POSITIVE_INFINITY).append(" ");
        assertThat(text(page.append(Double.NEGATIVE_INFINITY))).isEqualTo("NaN +Inf -Inf");
    }

    @Test
    void writesSecondsExactly() {
        assertThat(text(page.appendSeconds(1_500_000, 6))).isEqualTo("1.5");
        page.clear();
        assertThat(text(page.appendSeconds(1, 9))).isEqualTo("0.000000001");
        var random = new Random(5);
        for (int i = 0; i < 10_000; i++) {
            long nanos = random.nextLong(Long.MAX_VALUE) >> random.nextInt(63);
            page.clear();
            assertThat(new BigDecimal(text(page.appendSeconds(nanos, 9))))
                    .isEqualByComparingTo(BigDecimal.valueOf(nanos, 9));
        }
    }

    @Test
    void takesWhatWasBegunBeforeItWasFull() {
        var line = "x".repeat(1000);
        while (!page.isFull()) {
            page.append(line);
        }
        var more = "y".repeat(3 * Page.FULL);

        assertThat(text(page.append(more))).endsWith(line + more);
    }

    private static String text(Page page) {
        return new String(page.bytes(), 0, page.length(), StandardCharsets.UTF_8);
    }
}
