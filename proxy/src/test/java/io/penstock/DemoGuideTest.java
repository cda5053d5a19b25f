package io.penstock;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Zigi;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoGuideTest {
    private static final Path TOKEN = Path.of("/tmp/t");

    @Test
    void givesCommandsThatCanBeCopied() {
        var guide = new DemoGuide(new Zigi().snapshot(1), Path.of("/opt/penstock"), false);

        assertThat(guide.text(TOKEN, "secret").lines())
                .contains(
                        "  curl http://zigi-endpoint.penstock.internal:80/",
                        "  dig @127.0.0.1 -p 53 zigi-endpoint.penstock.internal",
                        "  curl http://127.0.0.1:9901/metrics",
                        "and open http://127.0.0.1:9901/ in a browser for the status page.",
                        "  /opt/penstock/penstock status",
                        "  curl -X POST -H \"Authorization: Bearer secret\""
                                + " http://127.0.0.1:9901/api/reload")
                .noneMatch(line -> line.contains("{") || line.contains("publish"));
    }

    @Test
    void namesTheTokenAndThePortsToPublishInAContainer() {
        var guide = new DemoGuide(new Zigi().snapshot(1), Path.of("").toAbsolutePath(), true);

        assertThat(guide.text(TOKEN, "secret"))
                .contains(
                        "  ./penstock status --admin-token-file /tmp/t\n",
                        "(-p 80:80 -p 53:53/udp -p 9901:9901)",
                        "asks for a token there:\nsecret\n");
    }
}
