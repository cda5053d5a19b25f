package io.penstock.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.passage.CloseReason;
import io.penstock.passage.ClosedBy;
import io.penstock.passage.ConnectionRecord;
import io.penstock.policy.Denial;
import io.penstock.resource.Exposure;
import io.penstock.testing.Records;
import io.penstock.testing.Zigi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LineTest {
    private final Exposure exposure = new Zigi().snapshot(7).catalog().exposures().getFirst();

    @Test
    void tellsAConnectionInOneLine() {
        var line = line(Records.relayed(exposure, CloseReason.CLOSED, ClosedBy.CLIENT));

        assertThat(line)
                .isEqualTo(
                        """
                        {"eventTimestamp":"2026-11-23T10:10:11.623Z",\
                        "serviceNetworkArn":null,\
                        "serviceNetworkResourceAssociationId":null,\
                        "vpcEndpointId":"%s",\
                        "sourceVpcArn":null,\
                        "resourceConfigurationArn":"arn:penstock:000000000000:%s",\
                        "protocol":"tcp",\
                        "sourceIpPort":"10.9.0.100:44076",\
                        "destinationIpPort":"10.9.0.10:80",\
                        "gatewayIpPort":"10.0.1.10:49288",\
                        "resourceIpPort":"10.0.1.20:80",\
                        "connectionId":"5f3a-0-1",\
                        "owner":"000000000000",\
                        "endpoint":"zigi-endpoint",\
                        "resource":"zigi-web",\
                        "gateway":"zigi-rgw",\
                        "revision":7,\
                        "target":"web.zigi.internal",\
                        "requestedName":null,\
                        "durationMs":1500.000,\
                        "resolveMs":2.345,\
                        "connectMs":0.801,\
                        "bytesFromClient":73,\
                        "bytesFromResource":615,\
                        "closeReason":"closed",\
                        "closedBy":"client",\
                        "detail":null,\
                        "ingressRule":"app-in ingress[0]",\
                        "egressRule":"web-out egress[0]",\
                        "onTrial":null,\
                        "denialReason":null}
                        """
                                .formatted(
                                        exposure.endpoint().identity().id(),
                                        exposure.resource().id()));
    }

    @Test
    void theReadmeExplainsEveryField() throws IOException {
        var readme = Files.readString(Path.of(System.getProperty("penstock.home"), "README.md"));
        var line = line(Records.relayed(exposure, CloseReason.CLOSED, ClosedBy.CLIENT));

        var fields = Pattern.compile("\"(\\w+)\":").matcher(line).results().map(r -> r.group(1));

        assertThat(fields)
                .hasSize(31)
                .allSatisfy(field -> assertThat(readme).contains("`" + field + "`"));
    }

    @Test
    void tellsARefusalWithItsReason() {
        var line =
                line(
                        Records.denied(
                                exposure,
                                CloseReason.INGRESS_DENIED,
                                Denial.Reason.NO_SECURITY_GROUP));

        assertThat(line)
                .contains("\"gatewayIpPort\":null,\"resourceIpPort\":null")
                .contains("\"resolveMs\":null,\"connectMs\":null")
                .contains("\"closeReason\":\"ingress_denied\",\"closedBy\":\"penstock\"")
                .contains("\"detail\":\"no rule covers it\"")
                .contains("\"ingressRule\":null")
                .contains("\"denialReason\":\"no_security_group\"");
    }

    @Test
    void tellsWhatAPolicyOnTrialWouldHaveDenied() {
        assertThat(line(Records.onTrial(exposure)))
                .contains("\"ingressRule\":null,\"egressRule\":null")
                .contains("\"onTrial\":\"ingress no_rule, egress no_rule\"")
                .contains("\"closeReason\":\"closed\"");
    }

    @Test
    void keepsWhatAPeerWroteInOneHarmlessLine() {
        var evil = "a\"b\\c\nd\u001b[2Je\u0085f\u202e" + "x".repeat(1000);

        var line = line(Records.refused(exposure, CloseReason.NOT_RESOLVED, evil));

        assertThat(line.strip()).doesNotContain("\n", "\u001b", "\u0085", "\u202e");
        assertThat(line).contains("\"detail\":\"a\\\"b\\\\c\\nd\\u001B[2Je\\uFFFDf\\u202Exxx");
        assertThat(line.length()).isLessThan(1400);
    }

    @Test
    void cutsTextBetweenCharacters() {
        assertThat(PeerText.cut("ä".repeat(200))).isEqualTo("ä".repeat(127));
        assertThat(PeerText.cut("😀".repeat(64))).isEqualTo("😀".repeat(63));
        assertThat(PeerText.cut("\ud83d!")).isEqualTo("\ufffd!");
        assertThat(PeerText.cut("x".repeat(255))).hasSize(255);
    }

    private static String line(ConnectionRecord record) {
        var json = new Json(1024);
        Line.append(record, json);
        return JsonTest.text(json);
    }
}
