package io.penstock;

import io.penstock.accesslog.AccessLog;
import io.penstock.dns.DnsServer;
import io.penstock.gateway.Checks;
import io.penstock.metrics.Metrics;
import io.penstock.reload.Reload;
import io.penstock.reload.ReloadOutcome;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is told of a reload, beside the workers. On the reloader's thread. */
record Followers(Metrics metrics, AccessLog accessLog, Optional<DnsServer> dns, Checks checks)
        implements Consumer<Reload> {
    private static final Logger log = LoggerFactory.getLogger(Followers.class);

    @Override
    public void accept(Reload reload) {
        metrics.reloaded(reload);
        if (reload.outcome() instanceof ReloadOutcome.Applied applied) {
            accessLog
                    .switchTo(applied.snapshot().settings().accessLog())
                    .ifPresent(
                            problem -> log.error("the access log stays where it was: {}", problem));
            dns.ifPresent(Followers::follow);
            checks.follow(applied.snapshot());
        }
    }

    private static void follow(DnsServer dns) {
        var _ =
                dns.refresh()
                        .thenAccept(failures ->
                                failures.forEach(failed -> log.warn("dns: left out: {}", failed)));
    }
}
