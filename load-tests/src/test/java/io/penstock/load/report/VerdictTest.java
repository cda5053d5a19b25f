package io.penstock.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether goals were reached. */
class VerdictTest {
    @Test
    void comparesWithTheBestOfTheOthers() {
        var verdict = only(new Goal.AgainstBest(Figure.REQUESTS, 1.3));

        assertThat(verdict.compared()).isEqualTo("nginx");
        assertThat(verdict.measured().median()).isBetween(1.2, 1.25);
        assertThat(verdict.isReached()).isFalse();
        assertThat(only(new Goal.AgainstBest(Figure.REQUESTS, 1.2)).isReached()).isTrue();
    }

    @Test
    void comparesWithWhoIsNamed() {
        var verdict = only(new Goal.Against("HAProxy", Figure.REQUESTS, 2));

        assertThat(verdict.compared()).isEqualTo("HAProxy");
        assertThat(verdict.isReached()).isTrue();
    }

    @Test
    void holdsTheFigureItselfToAnAbsoluteBound() {
        assertThat(only(new Goal.Absolute(Figure.REQUESTS, 125)).isReached()).isTrue();
        assertThat(only(new Goal.Absolute(Figure.REQUESTS, 126)).isReached()).isFalse();
    }

    @Test
    void knowsThatLessIsBetterOfSomeFigures() {
        var scenario =
                new Results.Scenario(
                        "id",
                        "",
                        "",
                        "",
                        List.of("Penstock"),
                        List.of("HAProxy", "nginx"),
                        List.of(new Goal.AgainstBest(Figure.P99, 1)),
                        List.of(
                                Example.row("Penstock", Figure.P99, 90),
                                Example.row("HAProxy", Figure.P99, 100),
                                Example.row("nginx", Figure.P99, 200)));

        var verdict = Verdict.of(scenario).getFirst();

        assertThat(verdict.compared()).isEqualTo("HAProxy");
        assertThat(verdict.isReached()).isTrue();
    }

    @Test
    void saysNothingWhereNothingWasMeasured() {
        assertThat(Verdict.of(Example.scenario("id", List.of(new Goal.Absolute(Figure.START, 1)))))
                .isEmpty();
    }

    private static Verdict only(Goal goal) {
        return Verdict.of(Example.scenario("id", List.of(goal))).getFirst();
    }
}
