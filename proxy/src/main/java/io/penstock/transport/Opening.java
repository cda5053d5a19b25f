package io.penstock.transport;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * The name that a client asks for in the first thing that it says: a TLS ClientHello, or the head
 * of an HTTP request.
 */
final class Opening {
    private Opening() {}

    /** The name, lower case and without a dot at the end; empty if there is none in it. */
    static Parsed<Optional<String>> parse(ByteBuf bytes) {
        if (bytes.getByte(bytes.readerIndex()) == ClientHello.HANDSHAKE_RECORD) {
            return ClientHello.parse(bytes);
        }
        return Http2Head.isBegun(bytes) ? Http2Head.parse(bytes) : HttpHead.parse(bytes);
    }
}
