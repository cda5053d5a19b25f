package io.penstock.resource;

import static io.penstock.resource.Sample.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HostTest {
    @Test
    void listsItsDevicesByName() {
        var devices = new HashMap<String, List<Ip>>();
        IntStream.range(0, 50).forEach(i -> devices.put("eth" + i, List.of(Ip.v4(i))));

        assertThat(List.copyOf(new Host(devices).devices().keySet())).isSorted().hasSize(50);
    }

    @Test
    void doesNotChangeWithWhatItWasMadeOf() {
        var addresses = new ArrayList<>(List.of(ip("10.9.0.2")));
        var devices = new HashMap<String, List<Ip>>();
        devices.put("eth0", addresses);
        var host = new Host(devices);

        addresses.add(ip("10.9.0.3"));
        devices.put("eth1", List.of(ip("10.9.0.4")));

        assertThat(host.addresses()).containsExactly(ip("10.9.0.2"));
        assertThat(host.addressesOf("eth0")).containsExactly(ip("10.9.0.2"));
        assertThat(host.addressesOf("eth1")).isEmpty();
    }
}
