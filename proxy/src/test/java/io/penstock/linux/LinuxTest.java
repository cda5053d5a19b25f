package io.penstock.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinuxTest {
    @Test
    void saysWhatADeviceNeeds() {
        assertThat(Device.refusal(Errno.EPERM, "eth1"))
                .contains("`eth1`")
                .contains("NET_RAW")
                .contains("5.7");
        assertThat(Device.refusal(Errno.ENODEV, "eth1"))
                .isEqualTo("this host has no interface `eth1`");
        assertThat(Device.refusal(Errno.ENETDOWN, "eth1"))
                .isEqualTo("the interface `eth1`: Network is down");
    }

    @Test
    void bindsToNoDeviceThatIsNotThere() throws Exception {
        try (var socket = TcpSocket.open(true)) {
            assertThat(Device.bind(socket.descriptor(), "no-such-one")).isEqualTo(Errno.ENODEV);
        }
    }

    @Test
    void isThereOnThisSystem() {
        assertThat(TcpSocket.available()).isTrue();
        assertThat(TcpSocket.reason()).isEmpty();
        assertThat(Errno.text(Errno.ECONNREFUSED)).isEqualTo("Connection refused");
    }
}
