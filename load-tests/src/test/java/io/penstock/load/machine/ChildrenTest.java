package io.penstock.load.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that was started outlives the run. */
@Timeout(30)
class ChildrenTest {
    private static final List<String> LONG = List.of("sleep", "600");

    @TempDir Path folder;

    @Test
    void endsAProcessWithItsDescendants() throws Exception {
        try (var children = new Children(folder)) {
            var child =
                    children.start(
                            "two", List.of("sh", "-c", "sleep 600 & echo up; wait"), Map.of());
            while (child.pids().size() < 2 || !child.lastWords().equals("up")) {
                Thread.onSpinWait();
            }
            var pids = child.pids();

            child.close();

            pids.forEach(pid -> awaitEnd(pid));
        }
    }

    @Test
    void endsEverythingAndStartsNothingMoreWhenItIsOver() throws Exception {
        var children = new Children(folder);
        var child = children.start("one", LONG, Map.of());

        children.close();

        assertThat(child.isAlive()).isFalse();
        assertThatThrownBy(() -> children.start("more", LONG, Map.of()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void endsWhatARunThatWasKilledLeft() throws Exception {
        var left = new ProcessBuilder(LONG).start();
        var other = new ProcessBuilder(LONG).start();
        try {
            var list =
                    "%d %d%n%d 1%n".formatted(left.pid(), Proc.startTime(left.pid()), other.pid());
            Files.writeString(folder.resolve("pids"), list);

            new Children(folder).close();

            assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
            assertThat(other.isAlive()).as("a pid that is somebody else's by now").isTrue();
        } finally {
            left.destroyForcibly();
            other.destroyForcibly();
        }
    }

    private static void awaitEnd(long pid) {
        ProcessHandle.of(pid)
                .ifPresent(handle -> handle.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }
}
