package io.penstock.passage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BucketTest {
    private static final long SECOND = 1_000_000_000;
    private static final long BURST = SECOND / 10;

    /** A clock may begin anywhere, and overflow. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND / 2})
    void givesASecondsWorthAtOnceAndThenOneAtATime(long now) {
        var bucket = new Bucket(now);

        assertThat(taken(bucket, 3, now)).isEqualTo(3);
        assertThat(taken(bucket, 3, now + SECOND / 3 + 1)).isEqualTo(1);
        assertThat(taken(bucket, 3, now + SECOND / 3 + 1)).isZero();
        assertThat(taken(bucket, 3, now + 100 * SECOND)).isEqualTo(3);
    }

    @Test
    void givesAgainWhatWasPutBack() {
        var bucket = new Bucket(0);
        assertThat(taken(bucket, 2, 0)).isEqualTo(2);

        bucket.putBackOne(2);

        assertThat(taken(bucket, 2, 0)).isEqualTo(1);
    }

    @Test
    void followsANewRateAtOnce() {
        var bucket = new Bucket(0);
        assertThat(taken(bucket, 1000, 0)).isEqualTo(1000);

        assertThat(taken(bucket, 1, SECOND / 2)).isZero();
        assertThat(taken(bucket, 100, SECOND / 2)).isEqualTo(50);
    }

    @Test
    void leavesToOthersWhatTheyMayClaimAndGivesAwayTheRest() {
        var bucket = new Bucket(0);

        assertThat(bucket.take(10, 1000, BURST, BURST / 5, 0)).as("80 ms unclaimed").isEqualTo(80);
        assertThat(bucket.take(10, 1000, BURST, BURST / 5, 0)).isEqualTo(10);
        assertThat(bucket.take(50, 1000, BURST, BURST / 5, 0)).isEqualTo(10);
        assertThat(bucket.take(50, 1000, BURST, BURST / 5, 0)).isZero();
        bucket.putBack(7, 1000);
        assertThat(bucket.take(50, 1000, BURST, BURST / 5, 0)).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(longs = {1024, 999_983, 10 << 20, 1L << 40})
    void neverGivesMoreThanTheRateAndABurstAndAllOfItToWhoAsksForIt(long perSecond) {
        var random = new Random(perSecond);
        var bucket = new Bucket(0);
        long now = 0;
        long all = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextLong(BURST / 2);
            long taken = bucket.take(Long.MAX_VALUE, perSecond, BURST, 0, now);
            long unused = random.nextLong(taken + 1);
            bucket.putBack(unused, perSecond);
            all += taken - unused;
            all += bucket.take(Long.MAX_VALUE, perSecond, BURST, 0, now);
        }

        double due = (double) now * perSecond / SECOND;
        assertThat((double) all)
                .isLessThanOrEqualTo(due + perSecond / 10.0 + 1)
                .isGreaterThan(due * 0.999);
    }

    @Test
    void givesEachTokenToOneOfManyThreads() throws Exception {
        var bucket = new Bucket(0);
        var taken = new AtomicLong();
        try (var threads = Executors.newFixedThreadPool(4)) {
            var start = new CountDownLatch(1);
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    try {
                        start.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    taken.addAndGet(taken(bucket, 100_000, 0));
                });
            }
            start.countDown();
        }

        assertThat(taken.get()).isEqualTo(100_000);
    }

    private static long taken(Bucket bucket, int perSecond, long now) {
        long taken = 0;
        while (bucket.takeOne(perSecond, now)) {
            taken++;
        }
        return taken;
    }
}
