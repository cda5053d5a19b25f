package io.penstock.passage;

import io.penstock.gateway.Dialed;
import io.penstock.net.IpPort;
import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import io.penstock.policy.Verdict;
import io.penstock.relay.Joined;
import io.penstock.resource.Subject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What has happened to one connection so far, kept until it is told. On the connection's loop. */
final class Story {
    private final String id;
    private final Instant startedAt;
    private final long startedNanos;
    private @Nullable Grounds ingress;
    private @Nullable Grounds egress;
    private @Nullable Denial denial;
    private @Nullable IpPort gateway;
    private @Nullable IpPort resource;
    private @Nullable String requestedName;
    private OptionalLong connectNanos = OptionalLong.empty();

    Story(String id, Instant startedAt, long startedNanos) {
        this.id = id;
        this.startedAt = startedAt;
        this.startedNanos = startedNanos;
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

    String id() {
        return id;
    }

    /** What there is to tell as long as it lives; the relay is null before it is joined. */
    Living living(
            Subject subject,
            ConnectionRecord.Parties parties,
            long nowNanos,
            @Nullable Joined joined) {
        long fromClient = joined == null ? 0 : joined.tally().fromClient();
        long fromServer = joined == null ? 0 : joined.tally().fromServer();
        return living(subject, parties, nowNanos, joined != null, fromClient, fromServer);
    }

    /** The same of what counts its own bytes. */
    Living living(
            Subject subject,
            ConnectionRecord.Parties parties,
            long nowNanos,
            boolean joined,
            long fromClient,
            long fromResource) {
        var age = new Living.Age(startedAt, nowNanos - startedNanos);
        return new Living(id, subject, parties, age, joined, fromClient, fromResource);
    }

    /** All that there is to tell, now that it has ended. */
    ConnectionRecord record(
            long revision,
            Subject subject,
            ConnectionRecord.Parties parties,
            long nowNanos,
            OptionalLong resolveNanos,
            ConnectionRecord.Outcome outcome) {
        return new ConnectionRecord(
                id,
                revision,
                subject,
                parties,
                new ConnectionRecord.Timing(
                        startedAt, nowNanos - startedNanos, resolveNanos, connectNanos),
                new ConnectionRecord.Decisions(
                        Optional.ofNullable(ingress),
                        Optional.ofNullable(egress),
                        Optional.ofNullable(denial)),
                outcome);
    }
}
