package io.penstock.http.tls;

import io.netty.util.ReferenceCountUtil;
import io.penstock.http.line.Layout;
import io.penstock.http.line.Line;
import io.penstock.relay.Memory;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The records of one TLS connection: opened from, and sealed to, the spare end of the loop's
 * buffer. What a handshake computes is computed at once: a signature of some tens of microseconds
 * with an elliptic key. On the loop.
 */
final class TlsRecords {
    private static final int HEADER = 5;
    private static final int MOST = HEADER + (16 << 10) + 2048; // RFC 5246 section 6.2.3
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Memory memory;
    private final Line under;
    private final SSLEngine engine;
    private final ByteBuffer from;
    private final ByteBuffer to;

    /**
     * The records on a line.
     *
     * @param engine is released with {@link #release}
     */
    TlsRecords(Memory memory, Line under, SSLEngine engine) {
        this.memory = memory;
        this.under = under;
        this.engine = engine;
        this.from = memory.buffer().nioBuffer(0, Layout.FRAMES_TO);
        this.to = memory.buffer().nioBuffer(0, Layout.FRAMES_TO);
    }

    /** Begins the handshake; a client has the first word. */
    void begin() throws SSLException {
        engine.beginHandshake();
        seal();
    }

    /** Whether the handshake is done. */
    boolean isShaken() {
        var status = engine.getHandshakeStatus();
        return status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED;
    }

    /** What ALPN agreed on; empty for nothing. */
    String protocol() {
        var protocol = engine.getApplicationProtocol();
        return protocol == null ? "" : protocol;
    }

    /** Whether the other side has said that nothing follows. */
    boolean isInOver() {
        return engine.isInboundDone();
    }

    /** Whether nothing more can be said, since the other side has closed. */
    boolean isOutOver() {
        return engine.isOutboundDone();
    }

    /** Where the last record that is whole ends, of those in a part of the loop's buffer. */
    int whole(int start, int end) throws SSLException {
        int at = start;
        while (end - at >= HEADER) {
            int record = HEADER + memory.buffer().getUnsignedShort(at + 3);
            if (record > MOST) {
                throw new SSLException("what came is no TLS");
            }
            if (record > end - at) {
                break;
            }
            at += record;
        }
        if (at - start > Layout.SEALED - Layout.SPARE) {
            throw new SSLException("more came at once than was read");
        }
        return at;
    }

    /**
     * Opens whole records, and answers what they ask for.
     *
     * @param plain where what was in them goes
     * @return where that ends
     */
    int open(int start, int end, int plain) throws SSLException {
        memory.buffer().setBytes(Layout.SPARE, memory.buffer(), start, end - start);
        from.clear().position(Layout.SPARE).limit(Layout.SPARE + end - start);
        int at = plain;
        var status = Status.OK;
        boolean more = true;
        while (more && status == Status.OK) {
            to.clear().position(at).limit(Layout.SPARE);
            var result = engine.unwrap(from, to);
            at += result.bytesProduced();
            status = result.getStatus();
            boolean computed = shake(result.getHandshakeStatus());
            // In a handshake an engine may have more to do with what it has taken in.
            boolean going = result.bytesConsumed() > 0 && !isShaken();
            more = from.hasRemaining() || computed || going;
        }
        if (status == Status.BUFFER_UNDERFLOW && !from.hasRemaining()) {
            status = Status.OK; // it has seen all of it
        }
        if (status != Status.OK && !engine.isInboundDone()) {
            throw new SSLException("a record cannot be opened: " + status);
        }
        return at;
    }

    /**
     * Does what the handshake, or a change of keys, asks for now.
     *
     * @return whether something was computed, so that the engine has to look at it
     */
    private boolean shake(HandshakeStatus first) throws SSLException {
        boolean computed = false;
        var status = first;
        while (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP) {
            if (status == HandshakeStatus.NEED_TASK) {
                for (var task = engine.getDelegatedTask();
                        task != null;
                        task = engine.getDelegatedTask()) {
                    task.run();
                }
                computed = true;
            } else if (!seal()) {
                return computed;
            }
            status = engine.getHandshakeStatus();
        }
        return computed;
    }

    /** Seals what the engine itself has to say; whether that was anything. */
    private boolean seal() throws SSLException {
        boolean any = false;
        for (; ; ) {
            to.clear().position(Layout.SEALED).limit(Layout.SEALED_TO);
            var result = engine.wrap(NOTHING, to);
            if (result.bytesProduced() == 0) {
                return any;
            }
            any = true;
            under.write(Layout.SEALED, Layout.SEALED + result.bytesProduced());
            if (result.getHandshakeStatus() != HandshakeStatus.NEED_WRAP) {
                return true;
            }
        }
    }

    /**
     * Seals and writes a part of the loop's buffer.
     *
     * @return false if the other side takes nothing more
     */
    boolean write(int start, int end) throws SSLException {
        from.clear().position(start).limit(end);
        while (from.hasRemaining()) {
            int at = Layout.SEALED;
            boolean some = true;
            while (some && from.hasRemaining() && Layout.SEALED_TO - at >= MOST) {
                to.clear().position(at).limit(Layout.SEALED_TO);
                int bytes = engine.wrap(from, to).bytesProduced();
                some = bytes > 0;
                at += bytes;
            }
            under.write(Layout.SEALED, at);
            if (!some) {
                return false;
            }
        }
        return true;
    }

    /** Says that nothing follows. */
    void close() {
        engine.closeOutbound();
        lastWord();
    }

    /** Says what there is to say; where the connection is broken already, nobody hears it. */
    void lastWord() {
        try {
            seal();
        } catch (SSLException e) {
            engine.closeOutbound();
        }
    }

    void release() {
        engine.closeOutbound();
        ReferenceCountUtil.release(engine);
    }
}
