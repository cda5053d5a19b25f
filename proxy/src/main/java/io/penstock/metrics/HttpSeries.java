package io.penstock.metrics;

import io.penstock.http.Refusal;
import io.penstock.passage.Labels;
import io.penstock.passage.RequestRecord;
import io.penstock.passage.Traffic;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The series of one exposure's HTTP requests. Told by every event loop. */
final class HttpSeries {
    private final Table<MethodClass, StatusClass> requests;
    private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
    private final Histogram duration;
    private final Histogram firstByte;
    private final Counter waits;
    private final Counter retries;
    private final Meters meters;

    HttpSeries(Meters meters, Traffic traffic, Labels labels) {
        this.meters = meters;
        requests =
                new Table<>(
                        MethodClass.class,
                        StatusClass.class,
                        (method, status) ->
                                meters.counter(Metric.REQUESTS, method.label(), status.label()));
        duration = meters.histogram(Metric.REQUEST_SECONDS, Bounds.REQUEST);
        firstByte = meters.histogram(Metric.FIRST_BYTE_SECONDS, Bounds.REQUEST);
        waits = meters.counter(Metric.POOL_WAITS);
        retries = meters.counter(Metric.RETRIES);
        meters.reading(Metric.REQUESTS_ACTIVE, () -> traffic.of(labels).requests());
        meters.reading(Metric.UPSTREAMS, () -> traffic.of(labels).upstreams());
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
        duration.record(record.timing().durationNanos());
        var first = record.timing().firstByteNanos();
        if (first.isPresent()) {
            firstByte.record(first.getAsLong());
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
