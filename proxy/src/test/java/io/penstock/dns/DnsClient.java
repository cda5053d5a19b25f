package io.penstock.dns;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordDecoder;
import io.netty.util.ReferenceCountUtil;
import io.penstock.net.IpPort;
import io.penstock.testing.DnsFixture;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Blocking sockets that ask, and what came back, read by Netty's codec and not by ours. */
final class DnsClient {
    static final int WAIT_MILLIS = 5_000;

    /** A record: TTL is all 32 bits of it, since of OPT they mean something else. */
    record Entry(String name, int type, int dnsClass, long ttl, String hex) {}

    /** A reply. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Message(int id, int flags, byte[] bytes, List<List<Entry>> sections) {
        int code() {
            return flags & 0x0f;
        }

        boolean has(int bit) {
            return (flags & bit) != 0;
        }

        List<Entry> answers() {
            return sections.get(0);
        }

        List<Entry> authority() {
            return sections.get(1);
        }

        List<Entry> additional() {
            return sections.get(2);
        }
    }

    static final int AUTHORITATIVE = 0x0400;
    static final int TRUNCATED = 0x0200;
    static final int RECURSION_DESIRED = 0x0100;
    static final int RECURSION_AVAILABLE = 0x0080;

    private DnsClient() {}

    static Message udp(IpPort server, byte[] query) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(server.toSocketAddress()); // takes in only what comes from there
            socket.setSoTimeout(WAIT_MILLIS);
            socket.send(new DatagramPacket(query, query.length));
            return receive(socket);
        }
    }

    static Message receive(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[65_535], 65_535);
        socket.receive(packet);
        return read(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    static Message tcp(IpPort server, byte[] query) throws IOException {
        try (var socket = connect(server)) {
            send(socket, query);
            return receive(socket);
        }
    }

    static Socket connect(IpPort server) throws IOException {
        var socket = new Socket(server.ip().toInetAddress(), server.port());
        socket.setSoTimeout(WAIT_MILLIS);
        return socket;
    }

    static void send(Socket socket, byte[] query) throws IOException {
        var out = new DataOutputStream(socket.getOutputStream());
        out.write(framed(query));
        out.flush();
    }

    static byte[] framed(byte[] query) {
        return ByteBuffer.allocate(2 + query.length)
                .putShort((short) query.length)
                .put(query)
                .array();
    }

    static Message receive(Socket socket) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        return read(in.readNBytes(in.readUnsignedShort()));
    }

    static Message ask(IpPort server, String name, int type) throws IOException {
        return udp(server, DnsFixture.query(7, name, type));
    }

    /** A query with an OPT record. */
    static byte[] edns(String name, int type, int size, int version) {
        var query = DnsFixture.query(7, name, type);
        query[11] = 1;
        var out = new ByteArrayOutputStream();
        out.writeBytes(query);
        out.writeBytes(
                ByteBuffer.allocate(11)
                        .put((byte) 0)
                        .putShort((short) 41)
                        .putShort((short) size)
                        .putInt(version << 16 | 0x8000)
                        .putShort((short) 0)
                        .array());
        return out.toByteArray();
    }

    static Message read(byte[] bytes) {
        var in = Unpooled.wrappedBuffer(bytes);
        int id = in.readUnsignedShort();
        int flags = in.readUnsignedShort();
        int questions = in.readUnsignedShort();
        int[] counts = {in.readUnsignedShort(), in.readUnsignedShort(), in.readUnsignedShort()};
        var sections = new ArrayList<List<Entry>>();
        try {
            for (int i = 0; i < questions; i++) {
                DnsRecordDecoder.DEFAULT.decodeQuestion(in);
            }
            for (int count : counts) {
                var section = new ArrayList<Entry>();
                for (int i = 0; i < count; i++) {
                    DnsRecord record = DnsRecordDecoder.DEFAULT.decodeRecord(in);
                    section.add(entry(record));
                    ReferenceCountUtil.release(record);
                }
                sections.add(section);
            }
        } catch (Exception e) {
            throw new AssertionError("a broken reply: " + HexFormat.of().formatHex(bytes), e);
        }
        if (in.isReadable()) {
            throw new AssertionError("bytes behind the end: " + HexFormat.of().formatHex(bytes));
        }
        return new Message(id, flags, bytes, sections);
    }

    private static Entry entry(DnsRecord record) {
        var content = ((DnsRawRecord) record).content();
        var data = new byte[content.readableBytes()];
        content.getBytes(content.readerIndex(), data);
        return new Entry(
                record.name(),
                record.type().intValue(),
                record.dnsClass(),
                record.timeToLive(),
                HexFormat.of().formatHex(data));
    }
}
