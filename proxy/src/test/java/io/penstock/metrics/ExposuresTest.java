package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.passage.CloseReason;
import io.penstock.passage.ClosedBy;
import io.penstock.passage.Traffic;
import io.penstock.resource.Exposure;
import io.penstock.testing.Records;
import io.penstock.testing.Zigi;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Series come and go while connections do. */
class ExposuresTest {
    private final Families families = new Families(System::nanoTime);
    private final Exposures exposures = new Exposures(families, new Traffic(1));
    private final Exposure one =
            new Zigi().endpoints("one").snapshot(1).catalog().exposures().getFirst();

    @Test
    void aConnectionThatFindsItsSeriesGoneIsCountedByTheNext() {
        var gone = exposures.of(one);
        exposures.drop(exposures.forgotten());

        assertThat(gone.opened()).isFalse();
        exposures.opened(one);

        assertThat(exposures.of(one)).isNotSameAs(gone);
        assertThat(exposures.of(one).living()).isEqualTo(1);
        exposures.drop(exposures.forgotten());
        assertThat(series()).as("while it lives").isPositive();
        end();
        exposures.drop(exposures.forgotten());
        assertThat(series()).isZero();
    }

    @Test
    void whatWasForgottenAndIsConfiguredAgainStays() {
        exposures.of(one);
        var forgotten = exposures.forgotten();
        exposures.configure(List.of(one));

        exposures.drop(forgotten);

        assertThat(series()).isPositive();
        exposures.configure(List.of());
        exposures.drop(exposures.forgotten());
        assertThat(series()).isZero();
    }

    private void end() {
        exposures.of(one).ended(Records.relayed(one, CloseReason.CLOSED, ClosedBy.CLIENT));
    }

    private int series() {
        return families.all().stream().mapToInt(family -> family.groups().size()).sum();
    }
}
