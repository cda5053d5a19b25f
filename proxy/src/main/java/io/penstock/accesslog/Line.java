package io.penstock.accesslog;

import io.penstock.passage.CloseReason;
import io.penstock.passage.ConnectionRecord;
import io.penstock.passage.Labels;
import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import io.penstock.resource.Definition;
import io.penstock.resource.Exposure;
import io.penstock.resource.Subject;
import io.penstock.resource.Switchboard;
import java.time.Instant;
import java.util.Optional;

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
    private Line() {}

    /** Appends the line, with its line feed. */
    static void append(ConnectionRecord record, Json json) {
        writeOriginal(json, record);
        writeWhat(json, record);
        writeNumbers(json, record);
        writeOutcome(json, record);
        json.end();
    }

    private static void writeOriginal(Json json, ConnectionRecord record) {
        var parties = record.parties();
        json.time(Field.EVENT_TIMESTAMP, endOf(record.timing()));
        json.none(Field.SERVICE_NETWORK_ARN);
        json.none(Field.SERVICE_NETWORK_RESOURCE_ASSOCIATION_ID);
        json.string(Field.VPC_ENDPOINT_ID, record.subject().endpoint().identity().id());
        json.none(Field.SOURCE_VPC_ARN);
        json.string(Field.RESOURCE_CONFIGURATION_ARN, record.subject().resource().arn());
        json.string(Field.PROTOCOL, "tcp");
        json.address(Field.SOURCE_IP_PORT, parties.client());
        json.address(Field.DESTINATION_IP_PORT, parties.destination());
        json.address(Field.GATEWAY_IP_PORT, parties.gateway());
        json.address(Field.RESOURCE_IP_PORT, parties.resource());
    }

    private static Instant endOf(ConnectionRecord.Timing timing) {
        return timing.startedAt().plusNanos(timing.durationNanos());
    }

    private static void writeWhat(Json json, ConnectionRecord record) {
        json.string(Field.CONNECTION_ID, record.id());
        writeSubject(json, record.subject(), record.revision());
        json.peer(Field.REQUESTED_NAME, record.parties().requestedName());
    }

    /** What lines of connections and of requests tell alike. */
    static void writeSubject(Json json, Subject subject, long revision) {
        var labels = Labels.of(subject);
        json.string(Field.OWNER, labels.owner());
        json.string(Field.ENDPOINT, labels.endpoint());
        json.string(Field.RESOURCE, labels.resource());
        json.string(Field.GATEWAY, labels.gateway());
        json.number(Field.REVISION, revision);
        switch (subject) {
            case Exposure exposure -> writeTarget(json, exposure.target());
            case Switchboard _ -> json.none(Field.TARGET); // nobody said which
        }
    }

    private static void writeTarget(Json json, Definition.Target target) {
        switch (target) {
            case Definition.Address(var ip) -> json.address(Field.TARGET, ip);
            case Definition.Dns _, Definition.Service _, Definition.Cidrs _ ->
                    json.peer(Field.TARGET, target.toString());
        }
    }

    private static void writeNumbers(Json json, ConnectionRecord record) {
        var timing = record.timing();
        json.millis(Field.DURATION_MS, timing.durationNanos());
        json.millis(Field.RESOLVE_MS, timing.resolveNanos());
        json.millis(Field.CONNECT_MS, timing.connectNanos());
        json.number(Field.BYTES_FROM_CLIENT, record.outcome().bytesFromClient());
        json.number(Field.BYTES_FROM_RESOURCE, record.outcome().bytesFromResource());
    }

    private static void writeOutcome(Json json, ConnectionRecord record) {
        var outcome = record.outcome();
        var decisions = record.decisions();
        json.string(Field.CLOSE_REASON, outcome.reason().label());
        json.string(Field.CLOSED_BY, outcome.by().label());
        json.peer(Field.DETAIL, outcome.detail());
        json.peer(Field.INGRESS_RULE, decisions.ingress().flatMap(Line::rule));
        json.peer(Field.EGRESS_RULE, decisions.egress().flatMap(Line::rule));
        json.peer(Field.ON_TRIAL, onTrial(decisions));
        json.peer(
                Field.DENIAL_REASON, decisions.denied().map(Line::label).or(() -> limit(outcome)));
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
}
