package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OptionalSeriesTest {
    private final Families families = new Families(System::nanoTime);
    private final Meters meters = new Meters(families, Label.ENDPOINT, "000000000000", "one");
    private final OptionalSeries expiry = new OptionalSeries(meters, Metric.CERTIFICATE_EXPIRY);

    /** Zero would be a certificate that ended long ago, and wake somebody up. */
    @Test
    void aScrapeThatBeganBeforeItWasTakenAwayStillWritesItsValue() {
        expiry.set(OptionalLong.of(7));
        var group = families.of(Metric.CERTIFICATE_EXPIRY).groups().iterator().next();

        expiry.set(OptionalLong.empty());

        assertThat(text(group)).endsWith(" 7\n");
        assertThat(families.of(Metric.CERTIFICATE_EXPIRY).groups()).isEmpty();
    }

    @Test
    void comesAndGoesAsOftenAsItsValue() {
        for (int i = 1; i < 4; i++) {
            expiry.set(OptionalLong.of(i));
            expiry.set(OptionalLong.of(i + 10));
            var groups = families.of(Metric.CERTIFICATE_EXPIRY).groups();
            assertThat(groups).hasSize(1);
            assertThat(text(groups.iterator().next()))
                    .hasLineCount(1)
                    .endsWith(" " + (i + 10) + "\n");

            expiry.set(OptionalLong.empty());
            assertThat(groups).isEmpty();
        }
    }

    private static String text(Group group) {
        var page = new Page();
        group.write(page);
        return new String(page.bytes(), 0, page.length(), StandardCharsets.UTF_8);
    }
}
