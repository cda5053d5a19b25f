package io.penstock.reload;

import io.penstock.passage.CloseReason;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;

/** A reload in the log: one line for what became of it, and one for each thing to know. */
final class ReloadLog {
    private ReloadLog() {}

    /** How many connections by which reason: {@code policy_changed:3,removed:1}. */
    private static String closed(Map<CloseReason, Integer> closed) {
        return closed.isEmpty()
                ? "none"
                : new TreeMap<>(closed)
                        .entrySet().stream()
                                .map(e -> e.getKey().label() + ":" + e.getValue())
                                .collect(Collectors.joining(","));
    }

    static void write(Logger log, Reload reload) {
        var outcome = reload.outcome();
        var by = reload.trigger().label();
        long revision = outcome.servingRevision();
        switch (outcome) {
            case ReloadOutcome.Applied applied -> {
                log.info(
                        "reload by={} outcome=applied revision={} changes={} closed={}",
                        by,
                        revision,
                        applied.plan().changes().size(),
                        closed(applied.closed()));
                applied.plan().lines().forEach(line -> log.info("reload: {}", line));
                applied.plan().listening().lines().forEach(line -> log.info("reload: {}", line));
                applied.warnings().forEach(line -> log.warn("reload: {}", line));
            }
            case ReloadOutcome.Planned _ -> {} // it only tells who asked
            case ReloadOutcome.Unchanged _ ->
                    log.info("reload by={} outcome=unchanged revision={}", by, revision);
            case ReloadOutcome.Rejected(_, var problems) -> {
                log.error(
                        "reload by={} outcome=rejected revision={} serves on; {} problems",
                        by,
                        revision,
                        problems.size());
                problems.forEach(line -> log.error("reload: {}", line));
            }
            case ReloadOutcome.Refused(_, var reasons) -> {
                log.error("reload by={} outcome=refused revision={} serves on", by, revision);
                reasons.forEach(line -> log.error("reload: {}", line));
            }
        }
    }
}
