package io.penstock.reload;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Zigi;
import org.junit.jupiter.api.Test;

class HostAddressesTest {
    @Test
    void readsTheLoopbackDevice() {
        var host = HostAddresses.read();

        assertThat(host.addressesOf("lo")).contains(Zigi.ip("127.0.0.1"));
        assertThat(HostAddresses.read()).isEqualTo(host);
    }
}
