package io.penstock.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is made of several rounds. */
class StatisticsTest {
    @Test
    void takesTheMiddleAndTheEnds() {
        assertThat(Statistics.of(List.of(5.0, 1.0, 3.0))).contains(new Statistics(3, 1, 5));
        assertThat(Statistics.of(List.of(4.0, 1.0, 2.0, 9.0))).contains(new Statistics(3, 1, 9));
        assertThat(Statistics.of(List.of())).isEmpty();
    }

    @Test
    void leavesOutRoundsWithoutTheFigure() {
        var rounds = List.of(requests(10), Sample.NONE, requests(30));

        assertThat(Statistics.of(rounds, Figure.REQUESTS)).contains(new Statistics(20, 10, 30));
        assertThat(Statistics.of(rounds, Figure.P99)).isEmpty();
    }

    /** Everybody is half as fast in the second round: the ratio must not see it. */
    @Test
    void takesARatioWithinEachRound() {
        var ours = List.of(requests(200), requests(100), requests(210));
        var theirs = List.of(requests(100), requests(50), requests(100));

        assertThat(Statistics.ofRatio(ours, theirs, Figure.REQUESTS))
                .contains(new Statistics(2, 2, 2.1));
    }

    @Test
    void takesNoRatioOfARoundThatEitherFailedOrToNothing() {
        var ours = List.of(requests(10), Sample.NONE, requests(10), requests(30));
        var theirs = List.of(Sample.NONE, requests(10), requests(0), requests(10));

        assertThat(Statistics.ofRatio(ours, theirs, Figure.REQUESTS))
                .contains(new Statistics(3, 3, 3));
    }

    private static Sample requests(double value) {
        return Sample.of(Figure.REQUESTS, value);
    }
}
