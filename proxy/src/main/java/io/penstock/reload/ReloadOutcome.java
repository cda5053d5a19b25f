package io.penstock.reload;

import io.penstock.passage.CloseReason;
import io.penstock.snapshot.Snapshot;
import java.util.List;
import java.util.Map;

/** How a reload ended. Only {@link Applied} changed anything: a reload is all or nothing. */
public sealed interface ReloadOutcome {
    /**
     * A new revision serves.
     *
     * @param snapshot the new revision
     * @param plan what it changed
     * @param closed how many living connections were closed, by reason
     * @param warnings what the configuration's reader warned of, a line each
     */
    record Applied(
            Snapshot snapshot,
            ReloadPlan plan,
            Map<CloseReason, Integer> closed,
            List<String> warnings)
            implements ReloadOutcome {
        /** Copies the collections. */
        public Applied {
            closed = Map.copyOf(closed);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * A dry run: what was read can be applied, and was not.
     *
     * @param revision the one that serves on
     * @param plan what it would change
     * @param closed how many of the living connections it would close, by reason
     * @param warnings what the configuration's reader warned of, a line each
     */
    record Planned(
            long revision, ReloadPlan plan, Map<CloseReason, Integer> closed, List<String> warnings)
            implements ReloadOutcome {
        /** Copies the collections. */
        public Planned {
            closed = Map.copyOf(closed);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * What was read is what serves already.
     *
     * @param revision the one that serves on
     */
    record Unchanged(long revision) implements ReloadOutcome {}

    /**
     * What was read is wrong.
     *
     * @param revision the one that serves on
     * @param problems every mistake, a line each: {@code file:line:column: /path: what is wrong}
     */
    record Rejected(long revision, List<String> problems) implements ReloadOutcome {
        /** Copies the list. */
        public Rejected {
            problems = List.copyOf(problems);
        }
    }

    /**
     * What was read is right, but cannot be applied: a key that needs a restart, an address that
     * cannot be bound.
     *
     * @param revision the one that serves on
     * @param reasons every obstacle with its remedy, a line each
     */
    record Refused(long revision, List<String> reasons) implements ReloadOutcome {
        /** Copies the list. */
        public Refused {
            reasons = List.copyOf(reasons);
        }
    }

    /** The name in metrics, logs and replies. */
    default String label() {
        return switch (this) {
            case Applied _ -> "applied";
            case Planned _ -> "planned";
            case Unchanged _ -> "unchanged";
            case Rejected _ -> "rejected";
            case Refused _ -> "refused";
        };
    }

    /** The revision that serves now. */
    default long servingRevision() {
        return switch (this) {
            case Applied applied -> applied.snapshot().revision();
            case Planned planned -> planned.revision();
            case Unchanged(var revision) -> revision;
            case Rejected(var revision, _) -> revision;
            case Refused(var revision, _) -> revision;
        };
    }
}
