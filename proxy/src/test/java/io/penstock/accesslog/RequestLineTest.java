package io.penstock.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.http.Finish;
import io.penstock.net.IpPort;
import io.penstock.passage.RequestRecord;
import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import io.penstock.resource.Exposure;
import io.penstock.testing.Zigi;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RequestLineTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final Exposure exposure = new Zigi().snapshot(7).catalog().exposures().getFirst();

    @Test
    void tellsARequestInOneLine() {
        var rule = new Grounds.ByRule(Zigi.rule("web-out egress[0]", "80", "10.0.1.0/24"));

        assertThat(
                        line(
                                Optional.of(address("10.0.1.20", 80)),
                                new RequestRecord.Timing(
                                        Instant.parse("2026-11-23T10:10:11.623999Z"),
                                        12_345_678,
                                        OptionalLong.of(9_000_999),
                                        OptionalLong.of(1_000),
                                        OptionalLong.of(801_234)),
                                Optional.of(rule),
                                Optional.empty(),
                                outcome(Finish.ANSWERED, 200, Optional.empty())))
                .isEqualTo(
                        """
                        {"eventTimestamp":"2026-11-23T10:10:11.623Z",\
                        "vpcEndpointId":"%s",\
                        "resourceConfigurationArn":"arn:penstock:000000000000:%s",\
                        "protocol":"http",\
                        "sourceIpPort":"10.9.0.100:44076",\
                        "destinationIpPort":"[fd00::10]:80",\
                        "resourceIpPort":"10.0.1.20:80",\
                        "connectionId":"5f3a-0-1",\
                        "requestId":"5f3a-0-2",\
                        "owner":"000000000000",\
                        "endpoint":"zigi-endpoint",\
                        "resource":"zigi-web",\
                        "gateway":"zigi-rgw",\
                        "revision":7,\
                        "target":"web.zigi.internal",\
                        "method":"GET",\
                        "host":"web.zigi.internal",\
                        "path":"/a\\"b\\u00E4",\
                        "httpVersion":"1.1",\
                        "durationMs":12.345,\
                        "firstByteMs":9.000,\
                        "resolveMs":0.001,\
                        "connectMs":0.801,\
                        "bytesFromClient":73,\
                        "bytesFromResource":615,\
                        "retries":1,\
                        "reused":true,\
                        "status":200,\
                        "finish":"answered",\
                        "error":null,\
                        "detail":null,\
                        "traceId":"%s",\
                        "egressRule":"web-out egress[0]",\
                        "onTrial":null,\
                        "denialReason":null}
                        """
                                .formatted(
                                        exposure.endpoint().identity().id(),
                                        exposure.resource().id(),
                                        TRACE));
    }

    @Test
    void tellsARefusalWithItsReason() {
        var denial = new Denial(Denial.Reason.NO_RULE, "no rule covers it");

        var line =
                line(
                        Optional.empty(),
                        new RequestRecord.Timing(
                                Instant.EPOCH,
                                1,
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                OptionalLong.empty()),
                        Optional.of(new Grounds.OnTrial(denial)),
                        Optional.of(denial),
                        outcome(Finish.REFUSED, 0, Optional.of("destination_ip_prohibited")));

        assertThat(line)
                .contains("\"resourceIpPort\":null")
                .contains("\"firstByteMs\":null,\"resolveMs\":null,\"connectMs\":null")
                .contains("\"status\":null,\"finish\":\"refused\"")
                .contains("\"error\":\"destination_ip_prohibited\"")
                .contains("\"egressRule\":null,\"onTrial\":\"egress no_rule\"")
                .endsWith("\"denialReason\":\"no_rule\"}\n");
    }

    private static RequestRecord.Outcome outcome(
            Finish finish, int status, Optional<String> error) {
        return new RequestRecord.Outcome(
                finish, status, error, Optional.empty(), Optional.of(TRACE), 1, 73, 615);
    }

    private String line(
            Optional<IpPort> resource,
            RequestRecord.Timing timing,
            Optional<Grounds> egress,
            Optional<Denial> denied,
            RequestRecord.Outcome outcome) {
        var json = new Json(1024);
        RequestLine.append(
                new RequestRecord(
                        "5f3a-0-1",
                        7,
                        exposure,
                        new RequestRecord.What(
                                "5f3a-0-2", "GET", "web.zigi.internal", "/a\"b\u00e4", "1.1"),
                        new RequestRecord.Parties(
                                address("10.9.0.100", 44076),
                                address("fd00::10", 80),
                                resource,
                                true),
                        timing,
                        egress,
                        denied,
                        outcome),
                json);
        return JsonTest.text(json);
    }

    private static IpPort address(String ip, int port) {
        return new IpPort(Zigi.ip(ip), port);
    }
}
