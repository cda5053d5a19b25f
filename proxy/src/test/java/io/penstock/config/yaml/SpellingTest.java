package io.penstock.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
    @ParameterizedTest
    @CsvSource({"same, same, 0", "same, sane, 1", "same, smae, 1", "same, sames, 1", "'', abc, 3"})
    void countsSlipsOfThePen(String a, String b, int distance) {
        assertThat(Spelling.distance(a, b)).isEqualTo(distance);
        assertThat(Spelling.distance(b, a)).isEqualTo(distance);
    }

    @ParameterizedTest
    @CsvSource({
        "portRange, portRanges",
        "port_ranges, portRanges",
        "PORTRANGES, portRanges",
        "potrRanges, portRanges",
        "nmae, name",
    })
    void guessesTheNearest(String word, String meant) {
        assertThat(Spelling.nearest(word, List.of("name", "owner", "portRanges"))).contains(meant);
    }

    @Test
    void doesNotGuessWildly() {
        assertThat(Spelling.nearest("type", List.of("name", "owner", "ports"))).isEmpty();
        assertThat(Spelling.hint("zone", List.of())).isEmpty();
    }
}
