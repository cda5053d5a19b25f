package io.penstock.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors.NativeIoException;
import io.penstock.linux.Errno;
import io.penstock.linux.TcpSocket;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BindFailureTest {
    private static final IpPort V4 = new IpPort(Ip.v4(0x0a000105), 80);
    private static final IpPort V6 = new IpPort(new Ip(0xfd00_0000_0000_0000L, 5), 80);

    /** Netty's errors know their numbers from its native library, which epoll brings. */
    @BeforeAll
    static void loadNatives() {
        Epoll.ensureAvailability();
    }

    @Test
    void knowsWhatTheKernelMeans() {
        var known =
                Map.of(
                        Errno.EADDRINUSE, BindFailure.ADDRESS_IN_USE,
                        Errno.EADDRNOTAVAIL, BindFailure.ADDRESS_NOT_AVAILABLE,
                        Errno.EACCES, BindFailure.PERMISSION,
                        Errno.EMFILE, BindFailure.OUT_OF_DESCRIPTORS,
                        Errno.EAFNOSUPPORT, BindFailure.NO_IPV6,
                        Errno.EPIPE, BindFailure.OTHER);

        known.forEach((errno, failure) -> {
            var wrapped = new IOException(new NativeIoException("bind", -errno, false));
            assertThat(BindFailure.of(wrapped)).as("errno %d", errno).isEqualTo(failure);
        });
        assertThat(BindFailure.of(new IOException("no number"))).isEqualTo(BindFailure.OTHER);
    }

    @Test
    void knowsWhatASocketOfOurOwnIsRefusedFor() throws Exception {
        try (var socket = TcpSocket.open(true)) {
            assertThatThrownBy(() -> socket.bind(new IpPort(Ip.v4(0xc000_0201), 0)))
                    .satisfies(e ->
                            assertThat(BindFailure.of(e))
                                    .isEqualTo(BindFailure.ADDRESS_NOT_AVAILABLE));
        }
    }

    @Test
    void saysWhatToDoAboutIt() {
        assertThat(BindFailure.PERMISSION.remedy(V4)).contains("NET_BIND_SERVICE");
        assertThat(BindFailure.ADDRESS_NOT_AVAILABLE.remedy(V4))
                .endsWith("ip addr add 10.0.1.5/32 dev <device>");
        assertThat(BindFailure.ADDRESS_NOT_AVAILABLE.remedy(V6))
                .contains("ip addr add fd00::5/128 dev", "IPv6 on");
        assertThat(BindFailure.NO_IPV6.remedy(V6)).contains("IPv4 address");
        assertThat(BindFailure.OTHER.remedy(V4)).isEmpty();
    }
}
