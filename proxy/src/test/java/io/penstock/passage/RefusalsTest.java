package io.penstock.passage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.http.Finish;
import io.penstock.net.IpPort;
import io.penstock.passage.Refusals.Refusal;
import io.penstock.policy.Denial;
import io.penstock.resource.Exposure;
import io.penstock.testing.Records;
import io.penstock.testing.Zigi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final long SECOND = 1_000_000_000;

    private final Exposure exposure = new Zigi().snapshot(1).catalog().exposures().getFirst();
    private final AtomicLong nanos = new AtomicLong();
    private final Refusals refusals = new Refusals(nanos::get);

    @Test
    void remembersWhoWasRefusedAndWhyTheLatestFirst() {
        refuse(CloseReason.INGRESS_DENIED);
        refusals.ended(Records.refused(exposure, CloseReason.CONNECT_FAILED, "connection refused"));
        refusals.ended(Records.relayed(exposure, CloseReason.CLOSED, ClosedBy.CLIENT));

        assertThat(refusals.latest())
                .extracting(Refusal::reason, Refusal::number)
                .containsExactly(tuple("connect_failed", 2L), tuple("ingress_denied", 1L));
        assertThat(refusals.latest().getFirst().detail()).hasValue("connection refused");
        assertThat(refusals.latest().getFirst().labels().endpoint()).isEqualTo("zigi-endpoint");
        assertThat(refusals.noted()).isEqualTo(2);
    }

    @Test
    void countsAFloodAndRemembersLittleOfIt() {
        for (int i = 0; i < 100_000; i++) {
            refuse(CloseReason.INGRESS_DENIED);
        }
        assertThat(refusals.latest().size()).isBetween(1, 2 * Refusals.PER_SECOND);
        assertThat(refusals.counts()).containsEntry("ingress_denied", 100_000L);

        nanos.addAndGet(SECOND);
        refuse(CloseReason.NOT_RESOLVED);

        assertThat(refusals.latest().getFirst().reason()).isEqualTo("not_resolved");
    }

    @Test
    void forgetsTheOldest() {
        for (int i = 0; i < 3 * Refusals.REMEMBERED; i++) {
            nanos.addAndGet(SECOND);
            refuse(CloseReason.CONNECT_TIMEOUT);
        }

        assertThat(refusals.latest())
                .hasSize(Refusals.REMEMBERED)
                .first()
                .satisfies(last -> assertThat(last.number()).isEqualTo(3L * Refusals.REMEMBERED));
    }

    @Test
    void countsEachReasonThatIsARefusal() {
        refuse(CloseReason.CONNECTION_LIMIT);

        var counts = refusals.counts();

        assertThat(counts).containsEntry("connection_limit", 1L);
        assertThat(counts).containsEntry("no_such_name", 0L);
        assertThat(counts).containsEntry("tls_certificate_error", 0L);
        assertThat(counts).doesNotContainKeys("closed", "idle_timeout");
    }

    @Test
    void remembersRequestsThatPenstockAnsweredItself() {
        refusals.ended(request(502, Optional.of("connection_refused")));
        refusals.ended(request(404, Optional.empty()));

        assertThat(refusals.counts()).containsEntry("connection_refused", 1L);
        assertThat(refusals.latest())
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.reason()).isEqualTo("connection_refused");
                    assertThat(refusal.asked()).hasValue(new Refusals.Asked("GET", "/page", 502));
                    assertThat(refusal.requestedName()).hasValue("web.example");
                    assertThat(refusal.at()).isEqualTo(Instant.EPOCH);
                });
    }

    private RequestRecord request(int status, Optional<String> error) {
        var client = Zigi.ip("10.9.3.7");
        return new RequestRecord(
                "connection",
                1,
                exposure,
                new RequestRecord.What("request", "GET", "web.example", "/page", "1.1"),
                new RequestRecord.Parties(
                        new IpPort(client, 4711), new IpPort(client, 80), Optional.empty(), false),
                new RequestRecord.Timing(
                        Instant.EPOCH.plusSeconds(1),
                        SECOND,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty()),
                Optional.empty(),
                Optional.empty(),
                new RequestRecord.Outcome(
                        error.isPresent() ? Finish.REFUSED : Finish.ANSWERED,
                        status,
                        error,
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        0,
                        0));
    }

    @Test
    void isSafeForSeveralLoops() throws Exception {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int n = 0; n < 20_000; n++) {
                                    nanos.addAndGet(SECOND / 20);
                                    refuse(CloseReason.INGRESS_DENIED);
                                }
                            }));
        }
        for (var thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        }

        assertThat(refusals.counts()).containsEntry("ingress_denied", 80_000L);
        assertThat(refusals.latest())
                .hasSize(Refusals.REMEMBERED)
                .extracting(Refusal::number)
                .doesNotHaveDuplicates();
    }

    private void refuse(CloseReason reason) {
        refusals.ended(Records.denied(exposure, reason, Denial.Reason.NO_RULE));
    }
}
