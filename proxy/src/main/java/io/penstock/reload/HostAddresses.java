package io.penstock.reload;

import io.penstock.net.Ip;
import io.penstock.resource.Host;
import java.io.UncheckedIOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashMap;
import java.util.List;

/** What addresses this host has, from the kernel. Any thread; a few system calls. */
public final class HostAddresses {
    private HostAddresses() {}

    /**
     * The addresses of each network device, those of devices that are down too: one can listen
     * there.
     *
     * @throws UncheckedIOException if the kernel does not tell
     */
    public static Host read() {
        var devices = new HashMap<String, List<Ip>>();
        try {
            NetworkInterface.networkInterfaces()
                    .forEach(device ->
                            devices.put(
                                    device.getName(),
                                    device.inetAddresses().map(Ip::of).sorted().toList()));
        } catch (SocketException e) {
            throw new UncheckedIOException("cannot read the host's addresses", e);
        }
        return new Host(devices);
    }
}
