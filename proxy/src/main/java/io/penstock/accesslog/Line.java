package io.penstock.accesslog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.penstock.passage.CloseReason;
import io.penstock.passage.ConnectionRecord;
import io.penstock.passage.Labels;
import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import io.penstock.resource.Definition;
import io.penstock.resource.Exposure;
import io.penstock.resource.Subject;
import io.penstock.resource.Switchboard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One connection as one line of JSON. Every line has every field; what there is none of is null.
 *
 * <p>The original's fields ({@code RESOURCE_ACCESS_LOGS}), under its names:
 *
 * <table>
 * <caption>The original's fields</caption>
 * <tr><td>eventTimestamp</td><td>when the connection ended: ISO 8601, milliseconds, UTC</td></tr>
 * <tr><td>serviceNetworkArn, serviceNetworkResourceAssociationId, sourceVpcArn</td>
 *     <td>null: there is no such thing here</td></tr>
 * <tr><td>vpcEndpointId</td><td>the endpoint's ID</td></tr>
 * <tr><td>resourceConfigurationArn</td><td>{@code arn:penstock:<owner>:<rcfg-id>}</td></tr>
 * <tr><td>protocol</td><td>tcp</td></tr>
 * <tr><td>sourceIpPort</td><td>the client; behind a load balancer, as that says</td></tr>
 * <tr><td>destinationIpPort</td><td>the endpoint's address that it came to</td></tr>
 * <tr><td>gatewayIpPort</td><td>where the gateway dialed from</td></tr>
 * <tr><td>resourceIpPort</td><td>what was dialed, or was denied to be dialed</td></tr>
 * </table>
 *
 * <p>Ours:
 *
 * <table>
 * <caption>Our fields</caption>
 * <tr><td>connectionId</td><td>the connection, in this log and the appliance's own</td></tr>
 * <tr><td>owner, endpoint, resource, gateway</td><td>as the metrics' labels</td></tr>
 * <tr><td>revision</td><td>of the configuration that admitted it</td></tr>
 * <tr><td>target</td><td>the name or address that the resource configuration names</td></tr>
 * <tr><td>requestedName</td><td>the name that the client asked for (TLS SNI, HTTP Host), where
 *     that had to be read</td></tr>
 * <tr><td>durationMs</td><td>from its arrival to its end; milliseconds, as all of these</td></tr>
 * <tr><td>resolveMs</td><td>until the target was resolved</td></tr>
 * <tr><td>connectMs</td><td>from the first attempt to a connected resource</td></tr>
 * <tr><td>bytesFromClient, bytesFromResource</td><td>bytes relayed</td></tr>
 * <tr><td>closeReason</td><td>as the label of {@code penstock_connections_closed_total}</td></tr>
 * <tr><td>closedBy</td><td>client, resource or penstock</td></tr>
 * <tr><td>detail</td><td>a sentence where the end was not normal</td></tr>
 * <tr><td>ingressRule, egressRule</td><td>the rules that let it pass</td></tr>
 * <tr><td>onTrial</td><td>what a group that only reports would have denied: direction and
 *     reason</td></tr>
 * <tr><td>denialReason</td><td>of what was denied</td></tr>
 * </table>
 */
final class Line {
    static final JsonFactory JSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Line() {}

    /** Appends the line, with its line feed. */
    static void append(ConnectionRecord record, ByteArrayOutputStream out) {
        try (var json = JSON.createGenerator(out)) {
            json.writeStartObject();
            writeOriginal(json, record);
            writeWhat(json, record);
            writeNumbers(json, record);
            writeOutcome(json, record);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new AssertionError("memory takes everything", e);
        }
    }

    private static void writeOriginal(JsonGenerator json, ConnectionRecord record)
            throws IOException {
        var subject = record.subject();
        var parties = record.parties();
        json.writeStringField("eventTimestamp", TIME.format(endOf(record.timing())));
        json.writeNullField("serviceNetworkArn");
        json.writeNullField("serviceNetworkResourceAssociationId");
        json.writeStringField("vpcEndpointId", subject.endpoint().identity().id());
        json.writeNullField("sourceVpcArn");
        json.writeStringField("resourceConfigurationArn", subject.resource().arn());
        json.writeStringField("protocol", "tcp");
        json.writeStringField("sourceIpPort", parties.client().toString());
        json.writeStringField("destinationIpPort", parties.destination().toString());
        write(json, "gatewayIpPort", parties.gateway());
        write(json, "resourceIpPort", parties.resource());
    }

    private static Instant endOf(ConnectionRecord.Timing timing) {
        return timing.startedAt().plusNanos(timing.durationNanos());
    }

    private static void writeWhat(JsonGenerator json, ConnectionRecord record) throws IOException {
        var labels = Labels.of(record.subject());
        json.writeStringField("connectionId", record.id());
        json.writeStringField("owner", labels.owner());
        json.writeStringField("endpoint", labels.endpoint());
        json.writeStringField("resource", labels.resource());
        json.writeStringField("gateway", labels.gateway());
        json.writeNumberField("revision", record.revision());
        write(json, "target", target(record.subject()));
        write(json, "requestedName", record.parties().requestedName());
    }

    private static void writeNumbers(JsonGenerator json, ConnectionRecord record)
            throws IOException {
        var timing = record.timing();
        writeMillis(json, "durationMs", OptionalLong.of(timing.durationNanos()));
        writeMillis(json, "resolveMs", timing.resolveNanos());
        writeMillis(json, "connectMs", timing.connectNanos());
        json.writeNumberField("bytesFromClient", record.outcome().bytesFromClient());
        json.writeNumberField("bytesFromResource", record.outcome().bytesFromResource());
    }

    private static void writeOutcome(JsonGenerator json, ConnectionRecord record)
            throws IOException {
        var outcome = record.outcome();
        var decisions = record.decisions();
        json.writeStringField("closeReason", outcome.reason().label());
        json.writeStringField("closedBy", outcome.by().label());
        write(json, "detail", outcome.detail());
        write(json, "ingressRule", decisions.ingress().flatMap(Line::rule));
        write(json, "egressRule", decisions.egress().flatMap(Line::rule));
        write(json, "onTrial", onTrial(decisions));
        write(json, "denialReason", decisions.denied().map(Line::label).or(() -> limit(outcome)));
    }

    private static Optional<String> limit(ConnectionRecord.Outcome outcome) {
        return Optional.of(outcome.reason())
                .filter(CloseReason::isOverLimit)
                .map(CloseReason::label);
    }

    static Optional<String> rule(Grounds grounds) {
        return switch (grounds) {
            case Grounds.ByRule(var rule) -> Optional.of(rule.source());
            case Grounds.OnTrial _ -> Optional.empty();
        };
    }

    private static Optional<String> onTrial(ConnectionRecord.Decisions decisions) {
        var ingress = decisions.ingress().flatMap(Line::wouldBe).map(d -> "ingress " + label(d));
        var egress = decisions.egress().flatMap(Line::wouldBe).map(d -> "egress " + label(d));
        return ingress.isPresent() && egress.isPresent()
                ? Optional.of(ingress.get() + ", " + egress.get())
                : ingress.or(() -> egress);
    }

    static Optional<Denial> wouldBe(Grounds grounds) {
        return switch (grounds) {
            case Grounds.ByRule _ -> Optional.empty();
            case Grounds.OnTrial(var denial) -> Optional.of(denial);
        };
    }

    static String label(Denial denial) {
        return denial.reason().label();
    }

    static Optional<Definition.Target> target(Subject subject) {
        return switch (subject) {
            case Exposure exposure -> Optional.of(exposure.target());
            case Switchboard _ -> Optional.empty(); // nobody said which
        };
    }

    static void write(JsonGenerator json, String name, Optional<?> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, PeerText.cut(value.get().toString()));
        } else {
            json.writeNullField(name);
        }
    }

    /** Milliseconds with three decimals. */
    static void writeMillis(JsonGenerator json, String name, OptionalLong nanos)
            throws IOException {
        if (nanos.isPresent()) {
            json.writeNumberField(name, BigDecimal.valueOf(nanos.getAsLong() / 1000, 3));
        } else {
            json.writeNullField(name);
        }
    }
}
