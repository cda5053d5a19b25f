package io.penstock.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigResult;
import io.penstock.config.yaml.Place;
import io.penstock.config.yaml.Problem;
import io.penstock.passage.CloseReason;
import io.penstock.passage.Preparation;
import io.penstock.resource.Host;
import io.penstock.snapshot.Circumstances;
import io.penstock.snapshot.Snapshot;
import io.penstock.snapshot.Snapshots;
import io.penstock.testing.Awaits;
import io.penstock.testing.Zigi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloaderTest {
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Duration SOON = Duration.ofMillis(5);

    @TempDir Path directory;
    private final Snapshots snapshots = new Snapshots(new Zigi().snapshot(1));
    private final BlockingQueue<Reload> told = new LinkedBlockingQueue<>();
    private volatile Zigi written = new Zigi();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean broken;
    private volatile Host host = snapshots.get().host();
    private volatile Function<Snapshot, Preparation> prepare = this::ready;
    private Reloader reloader = reloader(NEVER, NEVER);

    @AfterEach
    void close() {
        reloader.close();
    }

    @Test
    void appliesWhatWasWrittenAndTellsWhatItClosed() throws Exception {
        written = new Zigi().hash("1").egress();

        var reload = ask();

        assertThat(reload.outcome())
                .isInstanceOfSatisfying(
                        ReloadOutcome.Applied.class,
                        applied -> {
                            assertThat(applied.plan().lines())
                                    .containsExactly("security group 000000000000/web-out changed");
                            assertThat(applied.closed())
                                    .containsEntry(CloseReason.POLICY_CHANGED, 3);
                        });
        assertThat(snapshots.get().revision()).isEqualTo(2);
        assertThat(told.take()).isSameAs(reload);
        assertThat(reload.toJson())
                .isEqualTo(
                        """
                        {"outcome":"applied","revision":2,"trigger":"request",\
                        "at":"1970-01-01T00:00:00Z","changes":[{"kind":"security_group",\
                        "change":"changed","name":"000000000000/web-out"}],"opened":[],"released":[],\
                        "closedConnections":{"policy_changed":3},"warnings":[]}\
                        """);
    }

    @Test
    void tellsWhatItWouldDoAndDoesNothing() throws Exception {
        written = new Zigi().hash("1").endpoints("zigi-endpoint", "another");

        var told = rehearse();

        assertThat(told.outcome())
                .isInstanceOfSatisfying(
                        ReloadOutcome.Planned.class,
                        planned -> {
                            assertThat(planned.plan().lines())
                                    .containsExactly(
                                            "resource configuration 000000000000/zigi-web-1 added",
                                            "endpoint 000000000000/another added");
                            assertThat(planned.plan().listening().lines())
                                    .containsExactly("opens 10.9.0.10 port 81");
                            assertThat(planned.closed()).containsEntry(CloseReason.REMOVED, 7);
                        });
        assertThat(told.toJson())
                .contains(
                        "\"outcome\":\"planned\",\"revision\":1",
                        "\"opened\":[{\"address\":\"10.9.0.10\",\"ports\":[\"81\"]}]",
                        "\"closedConnections\":{\"removed\":7}");
        assertThat(snapshots.get().revision()).isEqualTo(1);
        assertThat(abandoned).hasValue(1);
        assertThat(this.told).isEmpty();
        assertThat(reloader.history()).isEmpty();
        assertThat(ask().outcome()).isInstanceOf(ReloadOutcome.Applied.class);
    }

    @Test
    void tellsWhyItWouldNot() throws Exception {
        assertThat(rehearse().outcome()).isEqualTo(new ReloadOutcome.Unchanged(1));
        written = new Zigi().hash("1").zone("other.internal");
        assertThat(rehearse().outcome()).isInstanceOf(ReloadOutcome.Refused.class);
        broken = true;
        assertThat(rehearse().outcome()).isInstanceOf(ReloadOutcome.Rejected.class);
        assertThat(told).isEmpty();
    }

    @Test
    void leavesTheRevisionWhereNothingWasWritten() throws Exception {
        var reload = ask();

        assertThat(reload.outcome()).isEqualTo(new ReloadOutcome.Unchanged(1));
        assertThat(told.take()).isSameAs(reload);
    }

    @Test
    void keepsTheRevisionWhereTheFileIsWrong() throws Exception {
        broken = true;

        var reload = ask();

        assertThat(reload.outcome())
                .isEqualTo(new ReloadOutcome.Rejected(1, List.of("penstock.yaml: is wrong")));
        assertThat(snapshots.get().revision()).isEqualTo(1);
        assertThat(reload.toJson()).contains("\"problems\":[\"penstock.yaml: is wrong\"]");
    }

    @Test
    void refusesWhatNeedsARestartWithoutPreparingIt() throws Exception {
        written = new Zigi().hash("1").zone("other.internal");
        prepare =
                _ -> {
                    throw new AssertionError("must not be prepared");
                };

        var reload = ask();

        assertThat(reload.outcome())
                .isInstanceOfSatisfying(
                        ReloadOutcome.Refused.class,
                        refused -> assertThat(refused.reasons().getFirst()).contains("dns.zone"));
        assertThat(snapshots.get().revision()).isEqualTo(1);
    }

    @Test
    void refusesWhatCannotBeBound() throws Exception {
        written = new Zigi().hash("1");
        prepare =
                _ ->
                        new Preparation.Refused(
                                List.of(
                                        new Preparation.BindProblem(
                                                "000000000000/zigi-endpoint",
                                                "10.9.0.10:80",
                                                "nginx (pid 7) holds the port")));

        assertThat(ask().outcome())
                .isEqualTo(
                        new ReloadOutcome.Refused(
                                1,
                                List.of(
                                        "endpoint 000000000000/zigi-endpoint cannot listen on"
                                                + " 10.9.0.10:80: nginx (pid 7) holds the port")));
    }

    @Test
    void remembersTheLastReloads() throws Exception {
        for (int i = 0; i < 25; i++) {
            ask();
        }
        broken = true;
        var last = ask();

        assertThat(reloader.history()).hasSize(20).last().isSameAs(last);
    }

    @Test
    void reloadsWhenAFileChanges() throws Exception {
        var file = Files.writeString(directory.resolve("penstock.yaml"), "one");
        watch(file, SOON, NEVER);
        Awaits.until("the first look is over", () -> reads.get() == 1);

        written = new Zigi().hash("2").egress();
        Files.writeString(file, "another");

        var applied = next();
        assertThat(applied.outcome()).isInstanceOf(ReloadOutcome.Applied.class);
        assertThat(applied.trigger()).isEqualTo(Trigger.FILE);
        assertThat(told).isEmpty();
    }

    @Test
    void saysNothingOfAFileThatWasTouchedAndAMistakeOnce() throws Exception {
        var file = Files.writeString(directory.resolve("penstock.yaml"), "one");
        watch(file, SOON, NEVER);
        Awaits.until("the first look is over", () -> reads.get() == 1);
        Files.writeString(file, "touched");
        Awaits.until("it was read again", () -> reads.get() == 2);
        broken = true;
        Files.writeString(file, "wrong");
        assertThat(next().outcome()).isInstanceOf(ReloadOutcome.Rejected.class);

        Files.writeString(file, "just as wrong");
        Awaits.until("it was read again", () -> reads.get() == 4);

        var asked = ask(); // comes after whatever there was to be told
        assertThat(told).containsExactly(asked);
    }

    @Test
    void tellsThatAMistakeWasTakenBack() throws Exception {
        var file = Files.writeString(directory.resolve("penstock.yaml"), "one");
        watch(file, SOON, NEVER);
        broken = true;
        Files.writeString(file, "wrong");
        next();

        broken = false;
        Files.writeString(file, "as before");

        assertThat(next().outcome()).isEqualTo(new ReloadOutcome.Unchanged(1));
    }

    @Test
    void reloadsWhenTheHostsAddressesChange() throws Exception {
        watch(directory.resolve("none"), NEVER, SOON);

        written = new Zigi().host("eth0", "10.9.0.99");
        host = written.snapshot(2).host();

        var reload = next();
        assertThat(reload.trigger()).isEqualTo(Trigger.HOST);
        assertThat(snapshots.get().host()).isEqualTo(host);
    }

    @Test
    void triesAgainWhereANewAddressCannotBeBoundYet() throws Exception {
        prepare = _ -> new Preparation.Refused(List.of());
        watch(directory.resolve("none"), NEVER, SOON);
        written = new Zigi().host("eth0", "10.9.0.99");
        host = written.snapshot(2).host();
        assertThat(next().outcome()).isInstanceOf(ReloadOutcome.Refused.class);

        prepare = this::ready;

        assertThat(next().outcome()).isInstanceOf(ReloadOutcome.Applied.class);
    }

    @Test
    void takesNothingMoreOnceClosed() throws Exception {
        reloader.close();

        assertThat(ask().outcome())
                .isEqualTo(new ReloadOutcome.Refused(1, List.of("Penstock is stopping")));
    }

    private Reload ask() throws Exception {
        return reloader.reload(Trigger.REQUEST).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Reload rehearse() throws Exception {
        return reloader.rehearse().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private Reload next() throws InterruptedException {
        var reload = told.poll(10, TimeUnit.SECONDS);
        assertThat(reload).as("a reload within 10 s").isNotNull();
        return reload;
    }

    private void watch(Path file, Duration files, Duration addresses) throws IOException {
        reloader.close();
        reloader = reloader(files, addresses);
        watched = new ConfigResult.Sources(List.of(file), List.of());
        reloader.watch(watched);
    }

    private volatile ConfigResult.Sources watched = new ConfigResult.Sources(List.of(), List.of());

    private Reloader reloader(Duration files, Duration addresses) {
        return new Reloader(
                new Reloader.Inputs(this::read, () -> host),
                snapshots,
                next -> prepare.apply(next),
                told::add,
                new Reloader.Pace(files, addresses),
                InstantSource.fixed(Instant.EPOCH));
    }

    private ConfigResult read(Circumstances circumstances) {
        reads.incrementAndGet();
        if (broken) {
            var problem =
                    new Problem(Place.of("penstock.yaml"), Problem.Severity.ERROR, "is wrong");
            return new ConfigResult.Rejected(List.of(problem), watched);
        }
        return new ConfigResult.Loaded(
                written.snapshot(circumstances.revision()), List.of(), watched);
    }

    private Preparation.Ready ready(Snapshot next) {
        return new Preparation.Ready() {
            @Override
            public Map<CloseReason, Integer> foresee() {
                return Map.of(CloseReason.REMOVED, 7);
            }

            @Override
            public Preparation.Applied commit() {
                snapshots.set(next);
                return new Preparation.Applied(
                        next, List.of(), List.of(), Map.of(CloseReason.POLICY_CHANGED, 3));
            }

            @Override
            public void abandon() {
                abandoned.incrementAndGet();
            }
        };
    }
}
