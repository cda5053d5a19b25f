package io.penstock.relay;

import io.penstock.linux.SystemCallException;
import io.penstock.linux.TcpSocket;

/** Where a TCP connection stands, as far as it matters here. */
public enum TcpState {
    /** The handshake is not over. */
    CONNECTING,
    /** At least one direction is open. */
    OPEN,
    /** Both FINs are on their way or there: all that will ever come has come. */
    SHUT,
    /** Nothing is left of the connection but what lies in the receive queue. */
    CLOSED;

    /** Asks the kernel where an open socket stands (include/net/tcp_states.h). */
    static TcpState of(TcpSocket socket) {
        try {
            return switch (socket.state()) {
                case 2, 3 -> CONNECTING; // SYN_SENT, SYN_RECV
                case 7 -> CLOSED; // CLOSE
                case 9, 11 -> SHUT; // LAST_ACK, CLOSING
                default -> OPEN;
            };
        } catch (SystemCallException e) {
            throw new IllegalStateException("an open TCP socket has TCP_INFO", e);
        }
    }
}
