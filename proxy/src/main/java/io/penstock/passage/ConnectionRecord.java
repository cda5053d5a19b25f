package io.penstock.passage;

import io.penstock.net.IpPort;
import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import io.penstock.relay.Ending;
import io.penstock.resource.Subject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All that there is to tell about one connection, once it has ended.
 *
 * @param id unique in this process and improbable to repeat in another
 * @param revision of the snapshot that it was admitted under
 */
public record ConnectionRecord(
        String id,
        long revision,
        Subject subject,
        Parties parties,
        Timing timing,
        Decisions decisions,
        Outcome outcome)
        implements Told {
    /**
     * Who spoke with whom.
     *
     * @param client where the client came from; behind a load balancer that says so, what it said
     * @param destination the endpoint's address and port that it came to
     * @param gateway where the gateway dialed from; empty before a connect succeeded
     * @param resource what was dialed, or was denied to be dialed; empty if there was no address
     * @param requestedName the name that the client asked for, as it wrote it but for its case;
     *     empty where none had to be read
     */
    public record Parties(
            IpPort client,
            IpPort destination,
            Optional<IpPort> gateway,
            Optional<IpPort> resource,
            Optional<String> requestedName) {}

    /**
     * When, and how long.
     *
     * @param resolveNanos until the resource's name was resolved; empty if none was
     * @param connectNanos from the first attempt to a connected resource; empty if none connected
     */
    public record Timing(
            Instant startedAt,
            long durationNanos,
            OptionalLong resolveNanos,
            OptionalLong connectNanos) {}

    /**
     * What policy said.
     *
     * @param denied the denial that refused it
     */
    public record Decisions(
            Optional<Grounds> ingress, Optional<Grounds> egress, Optional<Denial> denied) {}

    /**
     * How it ended.
     *
     * @param detail a sentence for people: which rule, which error; empty for a normal end
     */
    public record Outcome(
            CloseReason reason,
            ClosedBy by,
            long bytesFromClient,
            long bytesFromResource,
            Optional<String> detail) {
        /** Of a relay that ended, for a reason that may be another than its own. */
        static Outcome of(CloseReason reason, Ending ending) {
            return new Outcome(
                    reason,
                    Endings.by(ending.side()),
                    ending.bytesFromClient(),
                    ending.bytesFromServer(),
                    Optional.empty());
        }

        /** The same, told why. */
        Outcome because(@Nullable String sentence) {
            return new Outcome(
                    reason, by, bytesFromClient, bytesFromResource, Optional.ofNullable(sentence));
        }

        /** Of a client that was not let through: no byte was relayed. */
        static Outcome refusal(CloseReason reason, ClosedBy by, String detail) {
            return new Outcome(reason, by, 0, 0, Optional.of(detail));
        }
    }
}
