package io.penstock.http;

import io.netty.buffer.ByteBuf;
import io.penstock.http.line.Layout;
import io.penstock.http.message.Ascii;
import io.penstock.http.message.Heads;
import io.penstock.http.message.RequestWriter;
import io.penstock.http.message.ResponseWriter;
import io.penstock.http.tls.TlsContexts;
import io.penstock.relay.Loop;
import io.penstock.relay.Memory;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What one event loop needs for HTTP, used again for every message. Made once for each loop, and on
 * its thread.
 */
public final class Desk {
    /** What Penstock is called in Via. */
    static final String NAME = "penstock";

    private static final byte[] HEX = Ascii.bytes("0123456789abcdef");

    private final Loop loop;
    private final TlsContexts tls;
    private final RequestWriter requests = new RequestWriter(NAME);
    private final ResponseWriter answers = new ResponseWriter(NAME);
    private final Heads heads = new Heads();
    private final byte[] trace = Ascii.bytes("00-" + "0".repeat(32) + "-" + "0".repeat(16) + "-00");

    private Desk(Loop loop, TlsContexts tls) {
        this.loop = loop;
        this.tls = tls;
        Layout.applyTo(loop.memory());
    }

    /**
     * The desk of a loop.
     *
     * @param tls of all loops
     */
    public static Desk on(Loop loop, TlsContexts tls) {
        return new Desk(loop, tls);
    }

    TlsContexts tls() {
        return tls;
    }

    Loop loop() {
        return loop;
    }

    Memory memory() {
        return loop.memory();
    }

    ByteBuf buffer() {
        return loop.memory().buffer();
    }

    RequestWriter requests() {
        return requests;
    }

    ResponseWriter answers() {
        return answers;
    }

    Heads heads() {
        return heads;
    }

    /** A new traceparent (W3C Trace Context), not sampled; good until the next one. */
    byte[] newTrace() {
        var random = ThreadLocalRandom.current();
        hex(random.nextLong() | 1, 3);
        hex(random.nextLong(), 19);
        hex(random.nextLong() | 1, 36);
        return trace;
    }

    /** The trace id of the last new traceparent. */
    String traceId() {
        return new String(trace, 3, 32, StandardCharsets.ISO_8859_1);
    }

    private void hex(long bits, int at) {
        for (int i = 0; i < 16; i++) {
            trace[at + i] = HEX[(int) (bits >>> (60 - 4 * i)) & 0xf];
        }
    }
}
