package io.penstock.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our text is what the Prometheus client would have written of the same. */
class ExpositionTest {
    private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final String[] ODD = {"000000000000", "a \"b\"\\\n", "größe", "r,{}=\"x\""};
    private static final String[] PLAIN = {"000000000000", "one", "web", "rgw"};

    private final Families families = new Families(System::nanoTime);
    private final PrometheusMeterRegistry none =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PrometheusMeterRegistry client =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Random random = new Random(11);

    @AfterEach
    void close() {
        none.close();
        client.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void saysTheSameAsThePrometheusClient(boolean isOpen) {
        for (var values : List.of(ODD, PLAIN)) {
            count(Metric.OPENED, Label.EXPOSURE, values);
            count(Metric.CLOSED, Label.EXPOSURE, values, "closed", "client");
            count(Metric.CLOSED, Label.EXPOSURE, values, "reset", "resource");
            read(Metric.ACTIVE, random.nextInt(100), Label.EXPOSURE, values);
            time(Metric.CONNECT_SECONDS, Bounds.CONNECT, Label.EXPOSURE, values);
            time(Metric.CONNECTION_SECONDS, Bounds.LIFETIME, Label.EXPOSURE, values);
        }
        read(Metric.ENDPOINT_LIMIT, 0.25, Label.ENDPOINT, "000000000000", "one");
        count(Metric.LOG_LINES, List.of(), new String[0], "written");
        read(Metric.READY, 1, List.of());
        time(Metric.LOOP_LAG, Bounds.LAG, List.of());

        var ours = Scraped.text(new Scrape(isOpen, families, none, () -> {}));
        var type = isOpen ? "application/openmetrics-text" : "text/plain";
        var theirs = client.scrape(type);

        assertThat(parsed(ours)).isEqualTo(parsed(theirs));
        assertThat(ours.endsWith("\n# EOF\n")).isEqualTo(isOpen);
    }

    @Test
    void showsAllElseWhereOneReadingFails() {
        var meters = new Meters(families, Label.EXPOSURE, PLAIN);
        meters.counter(Metric.OPENED);
        meters.reading(Metric.ACTIVE, ExpositionTest::fail);
        meters.reading(Metric.BYTES, ExpositionTest::fail, "to_client");
        meters.reading(Metric.BYTES, () -> 5, "to_resource");

        var scraped = Scraped.of(Scraped.text(new Scrape(false, families, none, () -> {})));

        assertThat(scraped.has("penstock_connections_opened_total")).isTrue();
        assertThat(scraped.sum("penstock_connections_active")).as("a gauge").isNaN();
        assertThat(scraped.has("penstock_bytes_total", "to_client")).as("a counter").isFalse();
        assertThat(scraped.sum("penstock_bytes_total")).isEqualTo(5);
    }

    private static double fail() {
        throw new IllegalStateException("as the test wants");
    }

    @Test
    void writesOfWhatIsRemovedNothingNotEvenTheHead() {
        var meters = new Meters(families, Label.EXPOSURE, PLAIN);
        meters.counter(Metric.OPENED);
        meters.histogram(Metric.CONNECT_SECONDS, Bounds.CONNECT);
        meters.remove();

        assertThat(Scraped.text(new Scrape(false, families, none, () -> {}))).isEmpty();
    }

    @Test
    void whatIsRemovedTwiceOrGrowsLateLeavesItsSuccessorAlone() {
        var old = new Meters(families, Label.EXPOSURE, PLAIN);
        old.counter(Metric.OPENED);
        old.remove();
        new Meters(families, Label.EXPOSURE, PLAIN).counter(Metric.OPENED).increment(3);

        old.remove();
        old.counter(Metric.OPENED);

        var text = Scraped.text(new Scrape(false, families, none, () -> {}));
        assertThat(text.lines().filter(line -> !line.startsWith("#")))
                .singleElement()
                .asString()
                .endsWith(" 3");
    }

    /** Its head stands once above all its lines, as the format demands, however many pages. */
    @Test
    void keepsAMetricsLinesTogetherAcrossPages() {
        int many = 5000;
        for (int i = 0; i < many; i++) {
            var meters = new Meters(families, Label.EXPOSURE, "0", "e" + i, "r", "g");
            meters.counter(Metric.OPENED);
            meters.histogram(Metric.CONNECT_SECONDS, Bounds.CONNECT);
        }
        var scrape = new Scrape(false, families, none, () -> {});
        var page = new Page();

        int pages = 1;
        while (scrape.next(page)) {
            assertThat(page.length()).isBetween(Page.FULL, Page.FULL + 8192);
            page.clear();
            pages++;
        }

        assertThat(pages).isGreaterThan(10);
        var text = Scraped.text(new Scrape(false, families, none, () -> {}));
        assertThat(text.lines().filter(line -> line.startsWith("# TYPE"))).hasSize(3);
        assertThat(parsed(text).get("penstock_connections_opened_total")).hasSize(many + 2);
    }

    private void count(Metric metric, List<Label> object, String[] values, String... more) {
        long count = random.nextInt(1000);
        new Meters(families, object, values).counter(metric, more).increment(count);
        Counter.builder(metric.name())
                .description(metric.help())
                .tags(tags(metric, values, more))
                .register(client)
                .increment((double) count);
    }

    private void read(Metric metric, double value, List<Label> object, String... values) {
        new Meters(families, object, values).reading(metric, () -> value);
        Gauge.builder(metric.name(), () -> value)
                .description(metric.help())
                .tags(tags(metric, values))
                .register(client);
    }

    private void time(Metric metric, Bounds bounds, List<Label> object, String... values) {
        var ours = new Meters(families, object, values).histogram(metric, bounds);
        var objectives =
                bounds.labels().stream()
                        .limit(bounds.buckets() - 1L)
                        .map(le -> Duration.ofNanos(Math.round(Double.parseDouble(le) * 1e9)))
                        .toArray(Duration[]::new);
        var theirs =
                Timer.builder(metric.name().replaceFirst("_seconds$", ""))
                        .description(metric.help())
                        .tags(tags(metric, values))
                        .serviceLevelObjectives(objectives)
                        .register(client);
        for (var objective : objectives) { // on each bound, and around it
            for (long micros : new long[] {-1, 0, 1}) {
                long nanos = objective.toNanos() + TimeUnit.MICROSECONDS.toNanos(micros);
                ours.record(nanos);
                theirs.record(nanos, TimeUnit.NANOSECONDS);
            }
        }
    }

    private static List<Tag> tags(Metric metric, String[] values, String... more) {
        var all = Stream.concat(Stream.of(values), Stream.of(more)).toList();
        return IntStream.range(0, all.size())
                .mapToObj(i -> Tag.of(metric.labels().get(i).name(), all.get(i)))
                .toList();
    }

    /**
     * By metric: what stands above its lines in its order, and the lines in any, with each once.
     */
    private static Map<String, List<String>> parsed(String text) {
        var all = new TreeMap<String, List<String>>();
        var lines = new ArrayList<String>();
        for (var line : text.lines().toList()) {
            if (line.startsWith("# ")) {
                var name = line.equals("# EOF") ? "EOF" : line.split(" ", 4)[2];
                if (!all.containsKey(name)) {
                    lines = new ArrayList<>();
                    all.put(name, lines);
                }
                lines.add(line);
            } else {
                lines.add(normal(line));
            }
        }
        all.values()
                .forEach(each -> {
                    assertThat(each).doesNotHaveDuplicates();
                    each.sort(null);
                });
        return all;
    }

    /** With its labels by name, and its number as it is printed by the JDK. */
    private static String normal(String line) {
        int space = line.lastIndexOf(' ');
        var value = line.substring(space + 1).replace("Inf", "Infinity");
        int brace = line.indexOf('{');
        int end = brace < 0 ? space : brace;
        var labels = new TreeSet<String>();
        if (brace >= 0) {
            var matcher = LABEL.matcher(line.substring(brace, space));
            while (matcher.find()) {
                labels.add(matcher.group(1) + "=" + matcher.group(2));
            }
        }
        return line.substring(0, end) + labels + Double.parseDouble(value);
    }
}
