package io.penstock.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** All series of one metric, by object. Any thread. */
final class Family {
    private final Metric metric;
    private final byte[] name;
    private final byte[] bucketName;
    private final byte[] countName;
    private final byte[] sumName;
    private final byte[] noMore;
    private final byte[] head;
    private final byte[] openHead;
    private final Map<List<String>, byte[]> closings = new ConcurrentHashMap<>();
    private final Map<Bounds, byte[][]> buckets = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Group> groups = new ConcurrentSkipListMap<>();

    /** Without any. */
    Family(Metric metric) {
        this.metric = metric;
        name = LabelText.bytes(metric.name());
        bucketName = LabelText.bytes(metric.name() + "_bucket");
        countName = LabelText.bytes(metric.name() + "_count");
        sumName = LabelText.bytes(metric.name() + "_sum");
        noMore = closing(List.of());
        var type = "# TYPE %s " + metric.type().label() + "\n";
        var help = "# HELP %s " + metric.help() + "\n";
        head = LabelText.bytes((help + type).formatted(metric.name(), metric.name()));
        openHead = LabelText.bytes((type + help).formatted(stem(metric), stem(metric)));
    }

    Metric metric() {
        return metric;
    }

    /** What a line begins with. */
    byte[] name() {
        return name;
    }

    byte[] bucketName() {
        return bucketName;
    }

    byte[] countName() {
        return countName;
    }

    byte[] sumName() {
        return sumName;
    }

    /** What follows the object's labels where no others do. */
    byte[] noMore() {
        return noMore;
    }

    /** What follows the object's labels in the line of each bucket. */
    byte[][] buckets(Bounds bounds) {
        var known = buckets.get(bounds); // takes no lock, as computing would
        return known != null ? known : buckets.computeIfAbsent(bounds, this::closings);
    }

    private byte[][] closings(Bounds bounds) {
        return bounds.labels().stream()
                .map(le ->
                        LabelText.closing(
                                metric.labels().isEmpty(), List.of(Label.BOUND), List.of(le)))
                .toArray(byte[][]::new);
    }

    /** What follows the object's labels where these others do. */
    byte[] closing(List<String> more) {
        return closings.computeIfAbsent(
                more,
                values -> {
                    var labels = metric.labels();
                    int own = labels.size() - values.size();
                    return LabelText.closing(own == 0, labels.subList(own, labels.size()), values);
                });
    }

    /** Shows one more series of an object. */
    void add(String object, byte[] opening, Series series) {
        groups.computeIfAbsent(object, _ -> new Group(this, opening)).add(series);
    }

    /** Shows nothing of an object any more. */
    void remove(String object) {
        groups.remove(object);
    }

    /** Each object's, by its labels in order; what comes or goes meanwhile may be there or not. */
    Collection<Group> groups() {
        return groups.values();
    }

    /**
     * What stands above its lines.
     *
     * @param isOpen in OpenMetrics, where a counter's name is without its ending
     */
    byte[] head(boolean isOpen) {
        return isOpen ? openHead : head;
    }

    private static String stem(Metric metric) {
        return switch (metric.type()) {
            case COUNTER -> metric.name().replaceFirst("_total$", "");
            case GAUGE, HISTOGRAM -> metric.name();
        };
    }
}
