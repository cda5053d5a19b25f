package io.penstock.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * A metric of ours, as Prometheus sees it. Every one is here, and no name is anywhere else; the
 * README's table is made of {@link MetricTable}. Units are base units; counters end in {@code
 * _total}.
 *
 * @param name of the series; of a histogram without {@code _bucket} and the like
 * @param help a sentence
 */
public record Metric(MetricType type, String name, String help, List<Label> labels) {
    static final Metric OPENED =
            counter(
                    "penstock_connections_opened_total",
                    "Clients accepted, refused ones too: always active plus all that were closed",
                    Label.EXPOSURE);
    static final Metric ACTIVE =
            gauge("penstock_connections_active", "Connections that are open now", Label.EXPOSURE);
    static final Metric CLOSED =
            counter(
                    "penstock_connections_closed_total",
                    "Connections that ended, refused ones too, by why and by which side",
                    Label.EXPOSURE,
                    Label.REASON,
                    Label.SIDE);
    static final Metric DENIED =
            counter(
                    "penstock_connections_denied_total",
                    "Connections that policy or a limit refused, by where and why",
                    Label.EXPOSURE,
                    Label.STAGE,
                    Label.DENIAL);
    static final Metric ON_TRIAL =
            counter(
                    "penstock_connections_on_trial_total",
                    "Connections that a group with enforcement REPORT would have refused",
                    Label.EXPOSURE,
                    Label.TRIAL_STAGE,
                    Label.TRIAL);
    static final Metric CONNECT_FAILURES =
            counter(
                    "penstock_connect_failures_total",
                    "Attempts to connect to one address that failed; a connection may make several",
                    Label.EXPOSURE,
                    Label.CAUSE);
    static final Metric CONNECT_SECONDS =
            histogram(
                    "penstock_connect_duration_seconds",
                    "From the first attempt to a connected resource",
                    Label.EXPOSURE);
    static final Metric CONNECTION_SECONDS =
            histogram(
                    "penstock_connection_duration_seconds",
                    "From a client's arrival to the end, of connections that were not refused",
                    Label.EXPOSURE);
    static final Metric BYTES =
            counter("penstock_bytes_total", "Bytes relayed", Label.EXPOSURE, Label.DIRECTION);
    static final Metric REQUESTS =
            counter(
                    "penstock_http_requests_total",
                    "HTTP requests that ended, refused ones too, by the status the client was given",
                    Label.EXPOSURE,
                    Label.METHOD,
                    Label.STATUS);
    static final Metric REFUSALS =
            counter(
                    "penstock_http_refusals_total",
                    "HTTP requests that Penstock answered itself, by the error of RFC 9209",
                    Label.EXPOSURE,
                    Label.ERROR);
    static final Metric REQUEST_SECONDS =
            histogram(
                    "penstock_http_request_duration_seconds",
                    "From a request's head to the end of its answer",
                    Label.EXPOSURE);
    static final Metric FIRST_BYTE_SECONDS =
            histogram(
                    "penstock_http_first_byte_duration_seconds",
                    "From a request's head to the first byte of the resource's answer",
                    Label.EXPOSURE);
    static final Metric REQUESTS_ACTIVE =
            gauge(
                    "penstock_http_requests_active",
                    "HTTP requests that have begun and not ended",
                    Label.EXPOSURE);
    static final Metric UPSTREAMS =
            gauge(
                    "penstock_http_upstream_connections",
                    "Connections to a resource that speak HTTP, idle ones too",
                    Label.EXPOSURE);
    static final Metric POOL_WAITS =
            counter(
                    "penstock_http_pool_waits_total",
                    "HTTP requests that waited since all connections there may be were in use",
                    Label.EXPOSURE);
    static final Metric RETRIES =
            counter(
                    "penstock_http_retries_total",
                    "HTTP requests sent once more since a reused connection was closed, or the"
                            + " resource had not touched them",
                    Label.EXPOSURE);
    static final Metric ENDPOINT_UP =
            gauge(
                    "penstock_endpoint_up",
                    "1 if it takes clients; 0 if its resource is not shared with it, or all stops",
                    Label.ENDPOINT);
    static final Metric ENDPOINT_LIMIT =
            gauge(
                    "penstock_endpoint_connections_limit",
                    "Connections that an endpoint may have open; absent where there is no limit",
                    Label.ENDPOINT);
    static final Metric CERTIFICATE_EXPIRY =
            gauge(
                    "penstock_certificate_expiry_seconds",
                    "Unix time at which an endpoint's certificate ends; absent where it has none",
                    Label.ENDPOINT);
    static final Metric RESOURCE_ACTIVE =
            gauge(
                    "penstock_resource_connections_active",
                    "Connections to a resource that are open now, through all endpoints",
                    Label.RESOURCE);
    static final Metric RESOURCE_LIMIT =
            gauge(
                    "penstock_resource_connections_limit",
                    "Connections that it may have, through all endpoints; absent without a limit",
                    Label.RESOURCE);
    static final Metric ADDRESSES =
            gauge(
                    "penstock_resource_addresses",
                    "Addresses of a resource as last seen by a connect or a check",
                    Label.RESOURCE,
                    Label.STATE);
    static final Metric CHECKS =
            counter(
                    "penstock_health_checks_total",
                    "Health checks of a resource's addresses",
                    Label.RESOURCE,
                    Label.CHECK);
    static final Metric EJECTIONS =
            counter(
                    "penstock_resource_ejections_total",
                    "How often an address was left out because connects to it failed in a row",
                    Label.RESOURCE);
    static final Metric LOOKUPS =
            counter(
                    "penstock_dns_lookups_total",
                    "Questions to a gateway's DNS servers; answers from the cache are none",
                    Label.GATEWAY,
                    Label.OUTCOME);
    static final Metric LOOKUP_SECONDS =
            histogram(
                    "penstock_dns_lookup_duration_seconds",
                    "From a question to a gateway's DNS servers to its outcome",
                    Label.GATEWAY);
    static final Metric DNS_QUERIES =
            counter(
                    "penstock_dns_queries_total",
                    "Questions to Penstock's own DNS server",
                    List.of(),
                    Label.TRANSPORT,
                    Label.ANSWER);
    static final Metric DNS_REFUSED_CONNECTIONS =
            counter(
                    "penstock_dns_refused_connections_total",
                    "TCP connections that its DNS server closed because there were too many",
                    List.of());
    static final Metric READY =
            gauge(
                    "penstock_ready",
                    "1 if clients are to be sent here, as /readyz; 0 while it starts or stops",
                    List.of());
    static final Metric RELOADS =
            counter(
                    "penstock_reloads_total",
                    "Reloads; only an applied one changed anything",
                    List.of(),
                    Label.RELOAD);
    static final Metric REVISION =
            gauge(
                    "penstock_config_revision",
                    "The revision of the configuration that serves, from 1 at the start",
                    List.of());
    static final Metric RELOAD_SUCCESSFUL =
            gauge(
                    "penstock_config_last_reload_successful",
                    "1 if the configuration as last read serves; 0 if it was rejected or refused",
                    List.of());
    static final Metric RELOAD_SUCCESS_TIME =
            gauge(
                    "penstock_config_last_reload_success_timestamp_seconds",
                    "When a configuration was last taken into service, or found unchanged",
                    List.of());
    static final Metric LOOP_LAG =
            histogram(
                    "penstock_event_loop_lag_seconds",
                    "How long a task waited for its event loop, tried twice a second on each",
                    List.of());
    static final Metric LOOP_STALLED =
            gauge(
                    "penstock_event_loop_stalled_seconds",
                    "For how long the slowest event loop has not answered; 0 if all have",
                    List.of());
    static final Metric HELD_BYTES =
            gauge(
                    "penstock_relay_held_bytes",
                    "Memory held for bytes that a peer would not take yet, or that were read ahead",
                    List.of());
    static final Metric ACCEPT_PAUSES =
            counter(
                    "penstock_accept_pauses_total",
                    "How often accepting was paused because descriptors had run out",
                    List.of());
    static final Metric LOG_LINES =
            counter(
                    "penstock_access_log_lines_total",
                    "Lines of the access log; dropped ones could not be written in time",
                    List.of(),
                    Label.LINE);
    static final Metric BUILD_INFO =
            gauge(
                    "penstock_build_info",
                    "Always 1; its labels say what runs",
                    List.of(),
                    Label.VERSION,
                    Label.JAVA,
                    Label.ENGINE);

    /** Copies the list. */
    public Metric {
        labels = List.copyOf(labels);
    }

    private static Metric counter(String name, String help, List<Label> object, Label... more) {
        return new Metric(MetricType.COUNTER, name, help, labels(object, more));
    }

    private static Metric gauge(String name, String help, List<Label> object, Label... more) {
        return new Metric(MetricType.GAUGE, name, help, labels(object, more));
    }

    private static Metric histogram(String name, String help, List<Label> object, Label... more) {
        return new Metric(MetricType.HISTOGRAM, name, help, labels(object, more));
    }

    private static List<Label> labels(List<Label> object, Label... more) {
        var all = new ArrayList<>(object);
        all.addAll(List.of(more));
        return all;
    }

    /** Of a histogram: the highest value of the last minutes. */
    Metric peak() {
        return new Metric(MetricType.GAUGE, name + "_max", help, labels);
    }
}
