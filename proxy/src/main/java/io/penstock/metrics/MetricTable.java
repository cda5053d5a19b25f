package io.penstock.metrics;

import java.util.List;

/** All metrics of ours. */
final class MetricTable {
    /** In the order of the README's table. */
    static final List<Metric> ROWS =
            List.of(
                    Metric.OPENED,
                    Metric.ACTIVE,
                    Metric.CLOSED,
                    Metric.DENIED,
                    Metric.ON_TRIAL,
                    Metric.BYTES,
                    Metric.CONNECT_FAILURES,
                    Metric.CONNECT_SECONDS,
                    Metric.CONNECTION_SECONDS,
                    Metric.REQUESTS,
                    Metric.REFUSALS,
                    Metric.REQUEST_SECONDS,
                    Metric.FIRST_BYTE_SECONDS,
                    Metric.REQUESTS_ACTIVE,
                    Metric.UPSTREAMS,
                    Metric.POOL_WAITS,
                    Metric.RETRIES,
                    Metric.ENDPOINT_UP,
                    Metric.ENDPOINT_LIMIT,
                    Metric.CERTIFICATE_EXPIRY,
                    Metric.RESOURCE_ACTIVE,
                    Metric.RESOURCE_LIMIT,
                    Metric.ADDRESSES,
                    Metric.CHECKS,
                    Metric.EJECTIONS,
                    Metric.LOOKUPS,
                    Metric.LOOKUP_SECONDS,
                    Metric.DNS_QUERIES,
                    Metric.DNS_REFUSED_CONNECTIONS,
                    Metric.READY,
                    Metric.RELOADS,
                    Metric.REVISION,
                    Metric.RELOAD_SUCCESSFUL,
                    Metric.RELOAD_SUCCESS_TIME,
                    Metric.LOOP_LAG,
                    Metric.LOOP_STALLED,
                    Metric.HELD_BYTES,
                    Metric.ACCEPT_PAUSES,
                    Metric.LOG_LINES,
                    Metric.BUILD_INFO);

    private MetricTable() {}
}
