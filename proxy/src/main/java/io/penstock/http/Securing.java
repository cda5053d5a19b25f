package io.penstock.http;

import io.penstock.http.line.Line;
import io.penstock.http.tls.TlsContexts;
import io.penstock.http.tls.TlsFault;
import io.penstock.http.tls.TlsLine;
import io.penstock.http.tls.TlsOpening;
import io.penstock.resource.ResourceTls;
import io.penstock.resource.UpstreamProtocol;

/** A connection to a resource until TLS is agreed on, and which HTTP. On its loop. */
final class Securing implements TlsOpening {
    /** Of a line that gets a user at once. */
    static final Line.User NOBODY = new Nobody();

    private final Desk desk;
    private final Speaking speaking;
    private final Shelf shelf;
    private final Upstreams.Taker taker;

    Securing(Desk desk, Speaking speaking, Shelf shelf, Upstreams.Taker taker) {
        this.desk = desk;
        this.speaking = speaking;
        this.shelf = shelf;
        this.taker = taker;
    }

    void begin(Line bare, ResourceTls tls) {
        var address = shelf.address();
        var name = speaking.name().orElseGet(() -> address.ip().toString());
        var engine = desk.tls().forResource(tls, speaking.protocol(), name, address.port());
        long by = desk.loop().tick() + desk.loop().ticks(speaking.handshake().toNanos());
        TlsLine.open(desk.loop(), bare, engine, by, this);
    }

    @Override
    public void opened(TlsLine line, String protocol) {
        if (speaking.protocol() == UpstreamProtocol.HTTP2 && !protocol.equals(TlsContexts.H2)) {
            line.close();
            failed(new TlsFault(TlsFault.Kind.PROTOCOL, "the resource does not speak HTTP/2"));
        } else if (speaking.isHttp2(protocol)) {
            taker.taken(shelf.add(line));
        } else {
            taker.taken(
                    shelf.addOwn(user -> {
                        line.usedBy(user);
                        return line;
                    }));
        }
    }

    @Override
    public void failed(TlsFault fault) {
        shelf.release();
        taker.unsecured(fault);
    }

    /** Is never told anything: the line gets another user before anything happens. */
    private static final class Nobody implements Line.User {
        @Override
        public void received(int from, int to) {
            throw new IllegalStateException("nobody has asked");
        }

        @Override
        public void ended() {
            throw new IllegalStateException("nobody has listened");
        }

        @Override
        public void gone(boolean all) {
            throw new IllegalStateException("nobody has listened");
        }

        @Override
        public void drained() {
            throw new IllegalStateException("nobody has written");
        }

        @Override
        public void failed() {
            throw new IllegalStateException("nobody has begun");
        }
    }
}
