package io.penstock.passage;

import io.penstock.gateway.Dialed;
import io.penstock.net.IpPort;
import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import io.penstock.policy.Verdict;
import io.penstock.resource.Subject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What has happened to one connection so far, kept until it is told. On the connection's loop. */
final class Story {
    private final Instant startedAt;
    private final long startedNanos;
    private @Nullable String id;
    private @Nullable Grounds ingress;
    private @Nullable Grounds egress;
    private @Nullable Denial denial;
    private @Nullable IpPort gateway;
    private @Nullable IpPort resource;
    private @Nullable String requestedName;
    private OptionalLong connectNanos = OptionalLong.empty();

    Story(Instant startedAt, long startedNanos) {
        this.startedAt = startedAt;
        this.startedNanos = startedNanos;
    }

    /** Its ID, where it must be known before the end. */
    String identify(Worker worker) {
        var known = id == null ? worker.newId() : id;
        id = known;
        return known;
    }

    void admitted(Grounds grounds) {
        ingress = grounds;
    }

    void denied(Denial why) {
        denial = why;
    }

    void denied(Verdict.Deny verdict) {
        denial = verdict.denial();
        resource = new IpPort(verdict.address(), verdict.port());
    }

    void asked(String name) {
        requestedName = name;
    }

    void tried(IpPort target) {
        resource = target;
    }

    void connected(Dialed.Connected connected, IpPort from) {
        egress = connected.permit().grounds();
        resource = connected.permit().target();
        gateway = from;
        connectNanos = OptionalLong.of(connected.connectNanos());
    }

    /** Where it was connected to; null before. */
    @Nullable IpPort target() {
        return gateway == null ? null : resource;
    }

    ConnectionRecord.Parties parties(IpPort client, IpPort destination) {
        return new ConnectionRecord.Parties(
                client,
                destination,
                Optional.ofNullable(gateway),
                Optional.ofNullable(resource),
                Optional.ofNullable(requestedName));
    }

    /** All that there is to tell, now that it has ended. */
    ConnectionRecord record(
            Worker worker,
            long revision,
            Subject subject,
            ConnectionRecord.Parties parties,
            OptionalLong resolveNanos,
            ConnectionRecord.Outcome outcome) {
        return new ConnectionRecord(
                id == null ? worker.newId() : id,
                revision,
                subject,
                parties,
                new ConnectionRecord.Timing(
                        startedAt, worker.nanos() - startedNanos, resolveNanos, connectNanos),
                new ConnectionRecord.Decisions(
                        Optional.ofNullable(ingress),
                        Optional.ofNullable(egress),
                        Optional.ofNullable(denial)),
                outcome);
    }
}
