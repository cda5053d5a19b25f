package io.penstock.config;

import io.penstock.config.yaml.Problem;
import io.penstock.snapshot.Snapshot;
import java.nio.file.Path;
import java.util.List;

/** What {@link ConfigReader#read} found. */
public sealed interface ConfigResult {
    /**
     * What is wrong, file by file and from top to bottom; of a loaded one, warnings and what is
     * withheld.
     */
    List<Problem> problems();

    /** What was looked at, and so what to watch for changes; with errors, too. */
    Sources sources();

    /** It can be used. */
    record Loaded(Snapshot snapshot, List<Problem> problems, Sources sources)
            implements ConfigResult {
        /** Copies the list. */
        public Loaded {
            problems = List.copyOf(problems);
        }

        /** Whether all of it is served: nothing is withheld. */
        public boolean isWhole() {
            return problems.stream().noneMatch(Problem::isWithheld);
        }
    }

    /** It cannot be used: at least one of the problems is an error. */
    record Rejected(List<Problem> problems, Sources sources) implements ConfigResult {
        /** Copies the list. */
        public Rejected {
            problems = List.copyOf(problems);
        }
    }

    /**
     * Files and directories that the configuration comes from.
     *
     * @param files the main file, then what it includes; one that could not be read is there, too
     * @param directories in which another file may come to match a pattern
     */
    record Sources(List<Path> files, List<Path> directories) {
        /** Copies the lists. */
        public Sources {
            files = List.copyOf(files);
            directories = List.copyOf(directories);
        }
    }
}
