package io.penstock.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapabilitiesTest {
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, lacks the capabilities BPF (or SYS_ADMIN) and NET_ADMIN",
        "0000000000001000, lacks the capability BPF (or SYS_ADMIN)",
        "0000008000000000, lacks the capability NET_ADMIN",
        "0000000000200000, lacks the capability NET_ADMIN",
        "0000008000001000, the capabilities are there",
        "0000000000201000, the capabilities are there",
        "000001ffffffffff, the capabilities are there",
    })
    void namesWhatIsMissing(String effective, String told) {
        assertThat(
                        Capabilities.forSocketLookup(
                                List.of("CapPrm:\tffffffffffffffff", "CapEff:\t" + effective)))
                .contains(told);
    }
}
