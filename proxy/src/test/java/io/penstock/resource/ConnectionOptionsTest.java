package io.penstock.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.net.PortRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionOptionsTest {
    private static PortMapping mapping(String ports, String targets) {
        return new PortMapping(
                PortRange.parse(ports).orElseThrow(), PortRange.parse(targets).orElseThrow());
    }

    @Test
    void mapsAPortOntoTheOneInTheSamePlace() {
        var options =
                ConnectionOptions.DEFAULT.with(
                        List.of(mapping("8000-8099", "18000-18099"), mapping("80", "8000")));

        assertThat(options.targetPort(8000)).isEqualTo(18000);
        assertThat(options.targetPort(8042)).isEqualTo(18042);
        assertThat(options.targetPort(8099)).isEqualTo(18099);
        assertThat(options.targetPort(80)).isEqualTo(8000);
        assertThat(options.targetPort(8100)).isEqualTo(8100);
        assertThat(options.targetPort(7999)).isEqualTo(7999);
        assertThat(ConnectionOptions.DEFAULT.targetPort(8000)).isEqualTo(8000);
    }

    @Test
    void mapsOnlyRangesOfOneLength() {
        assertThatThrownBy(() -> mapping("8000-8099", "18000-18098"))
                .hasMessageContaining("8000-8099, 18000-18098");
    }
}
