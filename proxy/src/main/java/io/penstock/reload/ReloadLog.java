package io.penstock.reload;

import org.slf4j.Logger;

/** A reload in the log: one line for what became of it, and one for each thing to know. */
final class ReloadLog {
    private ReloadLog() {}

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
                        applied.closed());
                applied.plan().lines().forEach(line -> log.info("reload: {}", line));
                applied.warnings().forEach(line -> log.warn("reload: {}", line));
            }
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
