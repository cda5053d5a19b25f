package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {
    private final Window window = new Window();

    @Test
    void growsWhileFullWindowsPassWhole() {
        window.passed(window.bytes());
        assertThat(window.bytes()).isEqualTo(128 << 10);
        window.passed(1000);
        assertThat(window.bytes()).isEqualTo(128 << 10);
        for (int i = 0; i < 10; i++) {
            window.passed(window.bytes());
        }
        assertThat(window.bytes()).isEqualTo(1 << 20);
    }

    @Test
    void shrinksToWhatWasTaken() {
        window.refused(40_000);
        assertThat(window.bytes()).isEqualTo(32 << 10);
        window.refused(0);
        assertThat(window.bytes()).isEqualTo(16 << 10);
    }

    @Test
    void isNeverWidenedByARefusal() {
        window.refused(20_000);
        window.refused(900_000);
        assertThat(window.bytes()).isEqualTo(16 << 10);
    }
}
