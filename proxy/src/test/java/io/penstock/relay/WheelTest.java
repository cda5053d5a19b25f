package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WheelTest {
    private final Wheel wheel = new Wheel();
    private final List<String> done = new ArrayList<>();

    private Wheel.Deadline deadline(String name) {
        return new Wheel.Deadline(() -> done.add(name + "@" + wheel.now()));
    }

    @Test
    void doesEachAtItsTick() {
        wheel.set(deadline("a"), 3);
        wheel.set(deadline("b"), 1);
        wheel.set(deadline("c"), 3);

        wheel.advance(2);
        assertThat(done).containsExactly("b@2");
        wheel.advance(3);
        assertThat(done).containsExactly("b@2", "a@3", "c@3");
        wheel.advance(2000);
        assertThat(done).hasSize(3);
    }

    @Test
    void keepsWhatLiesMoreThanATurnAhead() {
        wheel.set(deadline("near"), 5);
        wheel.set(deadline("far"), 5 + 512 * 3);
        wheel.set(deadline("never"), Long.MAX_VALUE);

        for (int tick = 1; tick <= 4000; tick++) {
            wheel.advance(tick);
        }
        assertThat(done).containsExactly("near@5", "far@1541");
    }

    @Test
    void doesWhatLiesBehindWithTheNextTick() {
        wheel.advance(100);
        wheel.set(deadline("late"), 7);
        wheel.advance(100);
        assertThat(done).isEmpty();
        wheel.advance(101);
        assertThat(done).containsExactly("late@101");
    }

    @Test
    void forgetsWhatWasMovedOrRemoved() {
        var moved = deadline("moved");
        var removed = deadline("removed");
        wheel.set(moved, 2);
        wheel.set(moved, 4);
        wheel.set(removed, 2);
        wheel.remove(removed);
        wheel.remove(removed);

        wheel.advance(3);
        assertThat(done).isEmpty();
        wheel.advance(4);
        assertThat(done).containsExactly("moved@4");
    }

    @Test
    void letsAnActionChangeTheWheel() {
        var neighbour = deadline("neighbour");
        var again = new Wheel.Deadline[1];
        again[0] =
                new Wheel.Deadline(() -> {
                    done.add("again@" + wheel.now());
                    wheel.remove(neighbour);
                    wheel.set(again[0], wheel.now() + 512);
                });
        wheel.set(again[0], 1);
        wheel.set(neighbour, 1);

        wheel.advance(1);
        wheel.advance(600);
        assertThat(done).containsExactly("again@1", "again@600");
    }

    @Test
    void agreesWithASortedList() {
        var random = new Random(7);
        var due = new ArrayList<Long>();
        for (int i = 0; i < 5000; i++) {
            long tick = 1L + random.nextInt(3000);
            due.add(tick);
            wheel.set(new Wheel.Deadline(() -> done.add(tick + "@" + wheel.now())), tick);
        }
        for (int tick = 1; tick <= 3000; tick++) {
            wheel.advance(tick);
        }

        assertThat(done)
                .containsExactlyInAnyOrderElementsOf(
                        due.stream().map(tick -> tick + "@" + tick).toList());
    }
}
