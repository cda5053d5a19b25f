package io.penstock.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortRangeTest {
    private static PortRange range(String text) {
        return PortRange.parse(text).orElseThrow(() -> new AssertionError("no range: " + text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "0",
                "0-80",
                "080",
                "65536",
                "80-65536",
                "99999",
                "100000",
                "81-80",
                "80-",
                "-80",
                "80--81",
                "80-81-82",
                "80 - 81",
                " 80",
                "80,81",
                "http",
                "+80",
                "8e1",
            })
    void refusesWhatIsNoRange(String text) {
        assertThat(PortRange.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 1",
        "80, 80, 80",
        "8000-8099, 8000, 8099",
        "80-80, 80, 80",
        "1-65535, 1, 65535"
    })
    void readsOnePortOrARange(String text, int from, int to) {
        assertThat(range(text)).isEqualTo(new PortRange(from, to));
    }

    @Test
    void writesOnePortOrARange() {
        assertThat(PortRange.of(80)).hasToString("80");
        assertThat(new PortRange(8000, 8099)).hasToString("8000-8099");
    }

    @Test
    void cannotBeWrong() {
        assertThatThrownBy(() -> new PortRange(0, 70000)).hasMessageContaining("0-70000");
        assertThatThrownBy(() -> new PortRange(1, 65536)).hasMessageContaining("1-65536");
        assertThatThrownBy(() -> new PortRange(81, 80)).hasMessageContaining("81-80");
    }

    @Test
    void includesBothEnds() {
        var range = range("80-89");

        assertThat(range.contains(80)).isTrue();
        assertThat(range.contains(89)).isTrue();
        assertThat(range.contains(79)).isFalse();
        assertThat(range.contains(90)).isFalse();
        assertThat(range.size()).isEqualTo(10);
        assertThat(range("1-65535").size()).isEqualTo(65535);
    }

    @ParameterizedTest
    @CsvSource({
        "80-89, true, true",
        "80-80, true, true",
        "89, true, true",
        "70-80, false, true",
        "89-99, false, true",
        "70-99, false, true",
        "70-79, false, false",
        "90, false, false",
    })
    void comparesWithAnother(String other, boolean contains, boolean overlaps) {
        assertThat(range("80-89").contains(range(other))).isEqualTo(contains);
        assertThat(range("80-89").overlaps(range(other))).isEqualTo(overlaps);
        assertThat(range(other).overlaps(range("80-89"))).isEqualTo(overlaps);
    }

    @Test
    void comesInTheOrderOfItsFirstThenItsLastPort() {
        assertThat(range("80-81")).isGreaterThan(range("80")).isLessThan(range("81"));
        assertThat(range("80-81")).isEqualByComparingTo(range("80-81"));
    }
}
