package io.penstock.relay;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;

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

    /** So much of TCP_INFO is asked for; its first byte is the state. */
    static final int BYTES = 8;

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;

    /**
     * Asks the kernel where an open socket stands (include/net/tcp_states.h).
     *
     * @param scratch direct memory of {@link #BYTES}
     */
    static TcpState of(Socket socket, ByteBuffer scratch) {
        try {
            socket.getRawOpt(IPPROTO_TCP, TCP_INFO, scratch);
        } catch (IOException e) {
            throw new IllegalStateException("an open TCP socket has TCP_INFO", e);
        }
        return switch (scratch.get(0)) {
            case 2, 3 -> CONNECTING; // SYN_SENT, SYN_RECV
            case 7 -> CLOSED; // CLOSE
            case 9, 11 -> SHUT; // LAST_ACK, CLOSING
            default -> OPEN;
        };
    }
}
