package io.penstock.resolver;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.util.concurrent.ScheduledFuture;
import io.penstock.net.Ip;
import io.penstock.resolver.Answer.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question to its answer: a chase for each IP version, side by side, and the deadline over all
 * of it. Confined to its loop.
 */
final class Lookup {
    private final EventLoop loop;
    private final Timing timing;
    private final Consumer<Answer> callback;
    private final List<Chase> chases = new ArrayList<>();
    private final Map<DnsRecordType, Answer> answers = new TreeMap<>(); // A before AAAA
    private final int wanted;
    private @Nullable ScheduledFuture<?> deadline;
    private boolean over;

    private Lookup(EventLoop loop, Timing timing, int wanted, Consumer<Answer> callback) {
        this.loop = loop;
        this.timing = timing;
        this.wanted = wanted;
        this.callback = callback;
    }

    /**
     * Starts; on the loop.
     *
     * @param servers not empty
     * @param callback called once on the loop, later
     */
    static void start(
            EventLoop loop,
            Upstream upstream,
            Timing timing,
            Servers servers,
            Question question,
            Consumer<Answer> callback) {
        var types =
                question.families().map(Lookup::types).orElseGet(() -> List.of(DnsRecordType.SRV));
        var lookup = new Lookup(loop, timing, types.size(), callback);
        lookup.endIn(timing.totalMillis());
        for (var type : types) {
            lookup.chases.add(
                    Chase.start(
                            upstream,
                            servers,
                            question.name(),
                            type,
                            answer -> lookup.answered(type, answer)));
        }
    }

    private static List<DnsRecordType> types(Families families) {
        return switch (families) {
            case IPV4 -> List.of(DnsRecordType.A);
            case IPV6 -> List.of(DnsRecordType.AAAA);
            case BOTH -> List.of(DnsRecordType.A, DnsRecordType.AAAA);
        };
    }

    private void endIn(long millis) {
        if (deadline != null) {
            deadline.cancel(false);
        }
        deadline = loop.schedule(this::end, millis, TimeUnit.MILLISECONDS);
    }

    private void answered(DnsRecordType type, Answer answer) {
        answers.put(type, answer);
        if (over) {
            return;
        }
        if (answers.size() == wanted) {
            end();
        } else if (answer instanceof Answer.Addresses) {
            endIn(timing.graceMillis());
        }
    }

    private void end() {
        if (over) {
            return;
        }
        over = true;
        if (deadline != null) {
            deadline.cancel(false);
        }
        chases.forEach(Chase::giveUp); // each adds its answer, if it had none
        callback.accept(answer());
    }

    private Answer answer() {
        var ips = new ArrayList<Ip>();
        long ttl = Integer.MAX_VALUE;
        for (var answer : answers.values()) {
            switch (answer) {
                case Answer.Addresses(var some, var holds) -> {
                    ips.addAll(some);
                    ttl = Math.min(ttl, holds);
                }
                case Answer.Services services -> {
                    return services; // asked for alone
                }
                case Answer.Failed _ -> {}
            }
        }
        return ips.isEmpty() ? failure() : new Answer.Addresses(ips, ttl);
    }

    /** Of two failures the one that is not "no such address": it may go away. */
    private Answer failure() {
        return answers.values().stream()
                .filter(a -> !(a instanceof Answer.Failed f && f.cause() == Cause.NO_DATA))
                .findFirst()
                .orElseGet(() -> answers.values().iterator().next());
    }
}
