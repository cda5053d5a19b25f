package io.penstock.linux;

/** Options of a socket that are one number (socket(7), ip(7), ipv6(7), tcp(7)). */
public enum SocketOption {
    /** Connections of a former process do not stand in the way of its port. */
    REUSE_ADDRESS(Level.SOCKET, 2),
    /** Several sockets listen on one port, and the kernel spreads what comes. */
    REUSE_PORT(Level.SOCKET, 15),
    /** Probes find out whether a silent peer still lives. */
    KEEPALIVE(Level.SOCKET, 9),
    /** Seconds without a word before the first probe. */
    KEEPALIVE_IDLE(Level.TCP, 4),
    /** Seconds between probes. */
    KEEPALIVE_INTERVAL(Level.TCP, 5),
    /** So many probes without an answer end the connection. */
    KEEPALIVE_PROBES(Level.TCP, 6),
    /** No delay: a small message goes out while another is not acknowledged. */
    NO_DELAY(Level.TCP, 1),
    /** Milliseconds that sent bytes may be without acknowledgement; 0 for the system's own. */
    USER_TIMEOUT(Level.TCP, 18),
    /** The port of a bound source address is chosen when the target is known. */
    BIND_ADDRESS_NO_PORT(Level.IP, 24),
    /** A socket of IPv6 has nothing to do with IPv4. */
    V6_ONLY(Level.IPV6, 26);

    private final Level level;
    private final int number;

    SocketOption(Level level, int number) {
        this.level = level;
        this.number = number;
    }

    int level() {
        return level.number;
    }

    int number() {
        return number;
    }

    private enum Level {
        IP(0),
        SOCKET(1),
        TCP(6),
        IPV6(41);

        private final int number;

        Level(int number) {
            this.number = number;
        }
    }
}
