package io.penstock.passage;

import io.penstock.http.Facts;
import io.penstock.http.Finish;
import io.penstock.net.IpPort;
import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import io.penstock.resource.Subject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that there is to tell about one HTTP request, once it has ended.
 *
 * @param connection the ID of the client's connection
 * @param revision of the snapshot that it was admitted under
 * @param subject what it was for; several if it named none of them
 */
public record RequestRecord(
        String connection,
        long revision,
        Subject subject,
        What what,
        Parties parties,
        Timing timing,
        Optional<Grounds> egress,
        Optional<Denial> denied,
        Outcome outcome)
        implements Told {
    /**
     * What was asked.
     *
     * @param method as the client wrote it; empty if it was none
     * @param host as the client wrote it; empty if it named none
     * @param path the target without its query
     * @param version of HTTP, that the client spoke
     */
    public record What(String id, String method, String host, String path, String version) {
        /** Whether the method only reads (safe in RFC 9110), or may write. */
        public boolean isRead() {
            return switch (method) {
                case "GET", "HEAD", "OPTIONS", "TRACE" -> true;
                default -> false;
            };
        }
    }

    /**
     * Who spoke with whom.
     *
     * @param resource what was connected, or was tried
     * @param reused whether by a connection that had served before
     */
    public record Parties(
            IpPort client, IpPort destination, Optional<IpPort> resource, boolean reused) {}

    /**
     * When, and how long.
     *
     * @param firstByteNanos until the first byte of an answer; empty if none came
     */
    public record Timing(
            Instant endedAt,
            long durationNanos,
            OptionalLong firstByteNanos,
            OptionalLong resolveNanos,
            OptionalLong connectNanos) {
        static Timing of(
                Instant endedAt,
                long nanos,
                Facts facts,
                OptionalLong resolveNanos,
                OptionalLong connectNanos) {
            long first = facts.firstByteNanos();
            return new Timing(
                    endedAt,
                    nanos - facts.startedNanos(),
                    first == 0
                            ? OptionalLong.empty()
                            : OptionalLong.of(first - facts.startedNanos()),
                    resolveNanos,
                    connectNanos);
        }
    }

    /**
     * How it ended.
     *
     * @param status that the client was given; 0 if none
     * @param error of RFC 9209, where Penstock answered itself
     * @param detail a sentence for people; empty for a normal end
     * @param trace 32 hex digits; empty if it was not sent
     */
    public record Outcome(
            Finish finish,
            int status,
            Optional<String> error,
            Optional<String> detail,
            Optional<String> trace,
            int retries,
            long bytesFromClient,
            long bytesFromResource) {
        static Outcome of(Finish finish, Facts facts) {
            var refusal = facts.refusal();
            return new Outcome(
                    finish,
                    facts.status(),
                    refusal == null ? Optional.empty() : Optional.of(refusal.error()),
                    Optional.ofNullable(facts.detail()),
                    Optional.ofNullable(facts.trace()),
                    facts.retries(),
                    facts.bytesFromClient(),
                    facts.bytesFromResource());
        }
    }
}
