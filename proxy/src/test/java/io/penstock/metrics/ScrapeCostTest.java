package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.sun.management.ThreadMXBean;
import io.penstock.dns.DnsCounters;
import io.penstock.gateway.Health;
import io.penstock.passage.Traffic;
import io.penstock.testing.Zigi;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A scrape leaves little behind, however many endpoints there are: it is asked each second. */
class ScrapeCostTest {
    private static final int ENDPOINTS = 1000;

    /** Most of it is what the Prometheus client makes of the JVM's own series. */
    private static final long MOST = 1 << 20;

    @Test
    void aScrapeOfAThousandEndpointsMakesHardlyAnyObjects() {
        var names = IntStream.range(0, ENDPOINTS).mapToObj(i -> "e" + i).toArray(String[]::new);
        var figures =
                new Figures(
                        "epoll",
                        () -> true,
                        List.of(),
                        () -> 0,
                        () -> 0,
                        new DnsCounters(),
                        () -> 0,
                        () -> 0);
        try (var metrics =
                new Metrics(new Traffic(2), new Health(System::nanoTime), figures, "1.2.3")) {
            metrics.serving(new Zigi().endpoints(names).snapshot(1), Instant.EPOCH);
            var page = new Page();
            long first = scrape(metrics, page); // makes what is made once
            long before = allocated();
            long written = scrape(metrics, page);
            long made = allocated() - before;

            assertThat(written).isCloseTo(first, offset(1000L));
            assertThat(written).isGreaterThan(10 << 20);
            assertThat(made).as("bytes of objects").isLessThan(MOST);
        }
    }

    private static long scrape(Metrics metrics, Page page) {
        var exposition = metrics.scrape(Optional.empty());
        long written = 0;
        boolean more = true;
        while (more) {
            page.clear();
            more = exposition.next(page);
            written += page.length();
        }
        return written;
    }

    private static long allocated() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
