package io.penstock.metrics;

import io.penstock.dns.DnsOutcome;
import io.penstock.gateway.AddressState;
import io.penstock.gateway.CheckOutcome;
import io.penstock.gateway.ConnectCause;
import io.penstock.gateway.LookupOutcome;
import io.penstock.http.Refusal;
import io.penstock.passage.CloseReason;
import io.penstock.passage.ClosedBy;
import io.penstock.policy.Denial;
import io.penstock.resolver.Protocol;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A label of a metric.
 *
 * @param values all it can have, for people; empty where they are names from the configuration
 */
public record Label(String name, Optional<String> values) {
    /** The labels of everything about a resource behind an endpoint. */
    static final List<Label> EXPOSURE =
            List.of(
                    configured("owner"),
                    configured("endpoint"),
                    configured("resource"),
                    configured("gateway"));

    /** The labels of everything about an endpoint as a whole. */
    static final List<Label> ENDPOINT = List.of(configured("owner"), configured("endpoint"));

    /** The labels of everything about a gateway alone. */
    static final List<Label> GATEWAY = List.of(configured("owner"), configured("gateway"));

    /** The labels of everything about a resource's addresses. */
    static final List<Label> RESOURCE =
            List.of(configured("owner"), configured("resource"), configured("gateway"));

    /** Up to where a bucket of a histogram goes; of no metric, but of its lines. */
    static final Label BOUND = configured("le");

    static final Label STATE = of("state", AddressState.values(), AddressState::label);
    static final Label CHECK = of("outcome", CheckOutcome.values(), CheckOutcome::label);
    static final Label REASON = of("reason", CloseReason.values(), CloseReason::label);
    static final Label SIDE = of("side", ClosedBy.values(), ClosedBy::label);
    static final Label STAGE = of("stage", Stage.values(), Stage::label);
    static final Label DENIAL =
            closed(
                    "reason",
                    Stream.concat(
                            Arrays.stream(Denial.Reason.values()).map(Denial.Reason::label),
                            Stream.of(
                                            CloseReason.CONNECTION_LIMIT,
                                            CloseReason.CONNECTION_RATE,
                                            CloseReason.NOT_SHARED)
                                    .map(CloseReason::label)));
    static final Label TRIAL_STAGE =
            closed("stage", Stream.of(Stage.INGRESS.label(), Stage.EGRESS.label()));
    static final Label TRIAL = closed("reason", Stream.of(Denial.Reason.NO_RULE.label()));
    static final Label CAUSE = of("cause", ConnectCause.values(), ConnectCause::label);
    static final Label METHOD =
            closed("method", Arrays.stream(MethodClass.values()).map(MethodClass::label));
    static final Label STATUS =
            closed("status", Arrays.stream(StatusClass.values()).map(StatusClass::label));
    static final Label ERROR =
            closed("error", Arrays.stream(Refusal.values()).map(Refusal::error).distinct());
    static final Label DIRECTION = of("direction", Direction.values(), Direction::label);
    static final Label OUTCOME = of("outcome", LookupOutcome.values(), LookupOutcome::label);
    static final Label TRANSPORT = of("transport", Protocol.values(), Label::text);
    static final Label ANSWER = of("outcome", DnsOutcome.values(), DnsOutcome::label);
    static final Label RELOAD =
            closed("outcome", Stream.of("applied", "unchanged", "rejected", "refused"));
    static final Label LINE = closed("outcome", Stream.of("written", "dropped"));
    static final Label VERSION = closed("version", Stream.of("of Penstock"));
    static final Label ENGINE =
            closed(
                    "engine",
                    Stream.of("`io_uring`, `aio` or `epoll`: what small pieces are written by"));
    static final Label JAVA = closed("java", Stream.of("its version"));

    /** A value that has no name of its own in metrics. */
    static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Label configured(String name) {
        return new Label(name, Optional.empty());
    }

    private static <E extends Enum<E>> Label of(
            String name, E[] values, Function<E, String> label) {
        return closed(name, Arrays.stream(values).map(label));
    }

    private static Label closed(String name, Stream<String> values) {
        return new Label(name, Optional.of(values.collect(Collectors.joining(", "))));
    }
}
