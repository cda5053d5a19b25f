package io.penstock.transport;

import static io.penstock.testing.Zigi.cidr;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.PortRange;
import io.penstock.testing.DescriptorLimit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CapacityTest {
    @Test
    void readsWhatTheKernelTells() {
        var limits =
                List.of(
                        "Limit                     Soft Limit           Hard Limit           Units",
                        "Max processes             63437                63437                processes",
                        "Max open files            20000                1048576              files");

        assertThat(Capacity.descriptors(limits)).isEqualTo(20000);
        assertThat(Capacity.descriptors(List.of())).isEqualTo(Long.MAX_VALUE);
        assertThat(Capacity.ephemeral(List.of("32768\t60999")))
                .isEqualTo(new PortRange(32768, 60999));
        assertThat(Capacity.ephemeral(List.of())).isEqualTo(new PortRange(32768, 60999));
    }

    @Test
    void keepsAQuarterForConnections() {
        var range = new PortRange(32768, 60999);

        assertThat(new Capacity(Optional::empty, 20000, 2, range).ports()).isEqualTo(7500);
        assertThat(new Capacity(Optional::empty, Long.MAX_VALUE, 1, range).ports())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void isThatOfThisProcess() {
        try (var _ = DescriptorLimit.same()) {
            assertThat(Capacity.ofThisHost(1).descriptors()).isBetween(100L, Long.MAX_VALUE - 1);
        }
    }

    @Test
    void knowsWhatIsRoutedToThisHost() {
        assertThat(LocalRoutes.have(cidr("127.81.0.0/16"))).isTrue();
        assertThat(LocalRoutes.have(cidr("203.0.113.0/24"))).isFalse();
        assertThat(LocalRoutes.have(cidr("2001:db8::/64"))).isFalse();
    }

    @Test
    void readsTheTableOfIpv6() {
        var routes =
                List.of(
                        "fd000000000000000000000000000000 40 00000000000000000000000000000000 00"
                                + " 00000000000000000000000000000000 00000100 00000001 00000000"
                                + " 00000001     eth0",
                        "fd800000000000000000000000000000 40 00000000000000000000000000000000 00"
                                + " 00000000000000000000000000000000 00000000 00000003 00000000"
                                + " 80200001       lo");

        assertThat(LocalRoutes.haveV6(cidr("fd80::/64"), routes)).isTrue();
        assertThat(LocalRoutes.haveV6(cidr("fd80::5/128"), routes)).isTrue();
        assertThat(LocalRoutes.haveV6(cidr("fd80::/63"), routes)).isFalse();
        assertThat(LocalRoutes.haveV6(cidr("fd00::/64"), routes)).isFalse();
    }
}
