package io.penstock.accesslog;

import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.passage.Labels;
import io.penstock.passage.RequestRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;

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
    static void append(RequestRecord record, ByteArrayOutputStream out) {
        try (var json = Line.JSON.createGenerator(out)) {
            json.writeStartObject();
            writeWho(json, record);
            writeWhat(json, record);
            writeNumbers(json, record);
            writeOutcome(json, record);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new AssertionError("memory takes everything", e);
        }
    }

    private static void writeWho(JsonGenerator json, RequestRecord record) throws IOException {
        var subject = record.subject();
        var parties = record.parties();
        json.writeStringField("eventTimestamp", Line.TIME.format(record.timing().endedAt()));
        json.writeStringField("vpcEndpointId", subject.endpoint().identity().id());
        json.writeStringField("resourceConfigurationArn", subject.resource().arn());
        json.writeStringField("protocol", "http");
        json.writeStringField("sourceIpPort", parties.client().toString());
        json.writeStringField("destinationIpPort", parties.destination().toString());
        Line.write(json, "resourceIpPort", parties.resource());
        json.writeStringField("connectionId", record.connection());
        json.writeStringField("requestId", record.what().id());
    }

    private static void writeWhat(JsonGenerator json, RequestRecord record) throws IOException {
        var labels = Labels.of(record.subject());
        var what = record.what();
        json.writeStringField("owner", labels.owner());
        json.writeStringField("endpoint", labels.endpoint());
        json.writeStringField("resource", labels.resource());
        json.writeStringField("gateway", labels.gateway());
        json.writeNumberField("revision", record.revision());
        Line.write(json, "target", Line.target(record.subject()));
        json.writeStringField("method", PeerText.cut(what.method()));
        json.writeStringField("host", PeerText.cut(what.host()));
        json.writeStringField("path", PeerText.cut(what.path()));
        json.writeStringField("httpVersion", what.version());
    }

    private static void writeNumbers(JsonGenerator json, RequestRecord record) throws IOException {
        var timing = record.timing();
        var outcome = record.outcome();
        Line.writeMillis(json, "durationMs", OptionalLong.of(timing.durationNanos()));
        Line.writeMillis(json, "firstByteMs", timing.firstByteNanos());
        Line.writeMillis(json, "resolveMs", timing.resolveNanos());
        Line.writeMillis(json, "connectMs", timing.connectNanos());
        json.writeNumberField("bytesFromClient", outcome.bytesFromClient());
        json.writeNumberField("bytesFromResource", outcome.bytesFromResource());
        json.writeNumberField("retries", outcome.retries());
        json.writeBooleanField("reused", record.parties().reused());
    }

    private static void writeOutcome(JsonGenerator json, RequestRecord record) throws IOException {
        var outcome = record.outcome();
        if (outcome.status() == 0) {
            json.writeNullField("status");
        } else {
            json.writeNumberField("status", outcome.status());
        }
        json.writeStringField("finish", outcome.finish().name().toLowerCase(Locale.ROOT));
        Line.write(json, "error", outcome.error());
        Line.write(json, "detail", outcome.detail());
        Line.write(json, "traceId", outcome.trace());
        Line.write(json, "egressRule", record.egress().flatMap(Line::rule));
        Line.write(
                json,
                "onTrial",
                record.egress().flatMap(Line::wouldBe).map(d -> "egress " + Line.label(d)));
        Line.write(json, "denialReason", record.denied().map(Line::label));
        json.flush();
    }
}
