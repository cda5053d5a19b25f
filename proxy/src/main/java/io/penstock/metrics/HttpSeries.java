package io.penstock.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import io.penstock.http.Refusal;
import io.penstock.passage.Labels;
import io.penstock.passage.RequestRecord;
import io.penstock.passage.Traffic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The series of one exposure's HTTP requests. Told by every event loop. */
final class HttpSeries {
    private final Table<MethodClass, StatusClass> requests;
    private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
    private final Timer duration;
    private final Timer firstByte;
    private final Counter waits;
    private final Counter retries;
    private final Meters meters;

    HttpSeries(Meters meters, Traffic traffic, Labels labels) {
        this.meters = meters;
        requests =
                new Table<>((method, status) ->
                        meters.counter(Metric.REQUESTS, method.label(), status.label()));
        duration = meters.histogram(Metric.REQUEST_SECONDS, Meters.REQUEST);
        firstByte = meters.histogram(Metric.FIRST_BYTE_SECONDS, Meters.REQUEST);
        waits = meters.counter(Metric.POOL_WAITS);
        retries = meters.counter(Metric.RETRIES);
        meters.gauge(Metric.REQUESTS_ACTIVE, () -> traffic.of(labels).requests());
        meters.gauge(Metric.UPSTREAMS, () -> traffic.of(labels).upstreams());
        for (var method : MethodClass.values()) {
            requests.of(method, StatusClass.SUCCESSFUL);
            requests.of(method, StatusClass.SERVER_ERROR);
        }
        for (var refusal : Refusal.values()) {
            refusal(refusal.error());
        }
    }

    void waited() {
        waits.increment();
    }

    void ended(RequestRecord record) {
        var outcome = record.outcome();
        var method = record.what().isRead() ? MethodClass.READ : MethodClass.WRITE;
        requests.of(method, StatusClass.of(outcome.status())).increment();
        duration.record(record.timing().durationNanos(), TimeUnit.NANOSECONDS);
        var first = record.timing().firstByteNanos();
        if (first.isPresent()) {
            firstByte.record(first.getAsLong(), TimeUnit.NANOSECONDS);
        }
        if (outcome.error().isPresent()) {
            refusal(outcome.error().get()).increment();
        }
        if (outcome.retries() > 0) {
            retries.increment(outcome.retries());
        }
    }

    private Counter refusal(String error) {
        return refusals.computeIfAbsent(error, e -> meters.counter(Metric.REFUSALS, e));
    }
}
