package io.penstock.accesslog;

import io.penstock.passage.RequestRecord;
import java.util.Locale;

/**
 * One HTTP request as one line of JSON, with the names that a connection's line has too, and these:
 *
 * <table>
 * <caption>Fields of requests alone</caption>
 * <tr><td>protocol</td><td>http</td></tr>
 * <tr><td>requestId</td><td>the request; {@code connectionId} is that of its connection</td></tr>
 * <tr><td>method, host, path, httpVersion</td><td>as the client wrote them; the path without its
 *     query</td></tr>
 * <tr><td>status</td><td>that the client was given</td></tr>
 * <tr><td>firstByteMs</td><td>until the first byte of an answer</td></tr>
 * <tr><td>finish</td><td>answered, refused, client_gone, broken_off, timed_out, switched, aborted,
 *     failed</td></tr>
 * <tr><td>error</td><td>of RFC 9209, as in {@code Proxy-Status}, where Penstock answered</td></tr>
 * <tr><td>retries, reused</td><td>how often it was sent once more; whether its connection to the
 *     resource had served before</td></tr>
 * <tr><td>traceId</td><td>W3C Trace Context</td></tr>
 * </table>
 */
final class RequestLine {
    private RequestLine() {}

    /** Appends the line, with its line feed. */
    static void append(RequestRecord record, Json json) {
        writeWho(json, record);
        writeWhat(json, record);
        writeNumbers(json, record);
        writeOutcome(json, record);
        json.end();
    }

    private static void writeWho(Json json, RequestRecord record) {
        var parties = record.parties();
        json.time(Field.EVENT_TIMESTAMP, record.timing().endedAt());
        json.string(Field.VPC_ENDPOINT_ID, record.subject().endpoint().identity().id());
        json.string(Field.RESOURCE_CONFIGURATION_ARN, record.subject().resource().arn());
        json.string(Field.PROTOCOL, "http");
        json.address(Field.SOURCE_IP_PORT, parties.client());
        json.address(Field.DESTINATION_IP_PORT, parties.destination());
        json.address(Field.RESOURCE_IP_PORT, parties.resource());
        json.string(Field.CONNECTION_ID, record.connection());
        json.string(Field.REQUEST_ID, record.what().id());
    }

    private static void writeWhat(Json json, RequestRecord record) {
        var what = record.what();
        Line.writeSubject(json, record.subject(), record.revision());
        json.peer(Field.METHOD, what.method());
        json.peer(Field.HOST, what.host());
        json.peer(Field.PATH, what.path());
        json.string(Field.HTTP_VERSION, what.version());
    }

    private static void writeNumbers(Json json, RequestRecord record) {
        var timing = record.timing();
        var outcome = record.outcome();
        json.millis(Field.DURATION_MS, timing.durationNanos());
        json.millis(Field.FIRST_BYTE_MS, timing.firstByteNanos());
        json.millis(Field.RESOLVE_MS, timing.resolveNanos());
        json.millis(Field.CONNECT_MS, timing.connectNanos());
        json.number(Field.BYTES_FROM_CLIENT, outcome.bytesFromClient());
        json.number(Field.BYTES_FROM_RESOURCE, outcome.bytesFromResource());
        json.number(Field.RETRIES, outcome.retries());
        json.bool(Field.REUSED, record.parties().reused());
    }

    private static void writeOutcome(Json json, RequestRecord record) {
        var outcome = record.outcome();
        if (outcome.status() == 0) {
            json.none(Field.STATUS);
        } else {
            json.number(Field.STATUS, outcome.status());
        }
        json.string(Field.FINISH, outcome.finish().name().toLowerCase(Locale.ROOT));
        json.peer(Field.ERROR, outcome.error());
        json.peer(Field.DETAIL, outcome.detail());
        json.peer(Field.TRACE_ID, outcome.trace());
        json.peer(Field.EGRESS_RULE, record.egress().flatMap(Line::rule));
        json.peer(
                Field.ON_TRIAL,
                record.egress().flatMap(Line::wouldBe).map(d -> "egress " + Line.label(d)));
        json.peer(Field.DENIAL_REASON, record.denied().map(Line::label));
    }
}
