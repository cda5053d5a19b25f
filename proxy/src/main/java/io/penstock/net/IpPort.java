package io.penstock.net;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * An address and a TCP or UDP port.
 *
 * @param port 0 to 65535; 0 only where the system is to choose one
 */
public record IpPort(Ip ip, int port) {
    /** Checks the port. */
    public IpPort {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("a port is 0 to 65535: " + port);
        }
    }

    /** The value of a resolved JDK socket address. */
    public static IpPort of(InetSocketAddress address) {
        return new IpPort(Ip.of(address.getAddress()), address.getPort());
    }

    /**
     * Reads {@code 192.0.2.1:53} or {@code [2001:db8::1]:53}.
     *
     * @return empty if the text is not of that form
     */
    public static Optional<IpPort> parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1 || !text.substring(colon + 1).matches("0|[1-9][0-9]{0,4}")) {
            return Optional.empty();
        }
        int port = Integer.parseInt(text.substring(colon + 1));
        var host = text.substring(0, colon);
        boolean brackets = host.startsWith("[") && host.endsWith("]");
        if (port > 65535 || brackets != host.indexOf(':') >= 0) {
            return Optional.empty();
        }
        return Ip.parse(brackets ? host.substring(1, host.length() - 1) : host)
                .map(ip -> new IpPort(ip, port));
    }

    /** The same as a JDK socket address. */
    public InetSocketAddress toSocketAddress() {
        return new InetSocketAddress(ip.toInetAddress(), port);
    }

    @Override
    public String toString() {
        return ip.bracketed() + ":" + port;
    }
}
