package io.penstock.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {
    @TempDir Path directory;
    private Path file;
    private ConfigResult.Sources sources;
    private ConfigWatcher watcher;

    @BeforeEach
    void watches() throws IOException {
        file = Files.writeString(directory.resolve("penstock.yaml"), "one");
        sources = new ConfigResult.Sources(List.of(file), List.of());
        watcher = new ConfigWatcher(() -> sources);
        assertThat(watcher.look()).isFalse();
        assertThat(watcher.look()).as("what happened before the first look counts").isTrue();
        assertSeesNothing();
    }

    @Test
    void seesAFileWrittenInPlace() throws IOException {
        Files.writeString(file, "another");

        assertSeesOneChange();
    }

    @Test
    void seesAFileOfTheSameSizeWhoseTimeWasKept() throws IOException {
        var time = Files.getLastModifiedTime(file);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);

        assertSeesOneChange();
    }

    @Test
    void seesAFileRenamedOver() throws IOException {
        var next = Files.writeString(directory.resolve("next"), "one");
        Files.setLastModifiedTime(next, Files.getLastModifiedTime(file));
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);

        assertSeesOneChange();
    }

    /** As kubelet does it: {@code penstock.yaml -> ..data/penstock.yaml}, {@code ..data -> ..1}. */
    @Test
    void seesALinkSwappedAboveTheFile() throws IOException {
        for (var version : List.of("..1", "..2")) {
            var real = Files.createDirectory(directory.resolve(version)).resolve("penstock.yaml");
            Files.writeString(real, "same");
            Files.setLastModifiedTime(real, FileTime.fromMillis(0));
        }
        var data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("..data/penstock.yaml"));
        assertSeesOneChange();

        var swap = Files.createSymbolicLink(directory.resolve("..tmp"), Path.of("..2"));
        Files.move(swap, data, StandardCopyOption.ATOMIC_MOVE);

        assertSeesOneChange();
    }

    @Test
    void seesAFileGoAndComeBack() throws IOException {
        Files.delete(file);
        assertSeesOneChange();

        Files.writeString(file, "one");
        assertSeesOneChange();
    }

    @Test
    void seesANewFileThatAPatternMayMatch() throws IOException {
        sources = new ConfigResult.Sources(List.of(file), List.of(directory));
        assertSeesOneChange();

        Files.writeString(directory.resolve("more.yaml"), "new");

        assertSeesOneChange();
    }

    @Test
    void takesChangesCloseTogetherAsOne() throws IOException {
        Files.writeString(file, "half");
        assertThat(watcher.look()).isFalse();
        Files.writeString(file, "half and half");
        assertThat(watcher.look()).as("still being written").isFalse();

        assertThat(watcher.look()).isTrue();
        assertSeesNothing();
    }

    private void assertSeesOneChange() {
        assertThat(watcher.look()).as("not settled").isFalse();
        assertThat(watcher.look()).as("settled").isTrue();
        assertSeesNothing();
    }

    private void assertSeesNothing() {
        assertThat(watcher.look()).isFalse();
        assertThat(watcher.look()).isFalse();
    }
}
