package io.penstock.testing;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A small DNS server on a loopback address, UDP and TCP on one port, on raw java.net sockets, so
 * that it shares no code with what it tests. It says what it was told to; answers can be changed
 * while it runs. Asked for a name it does not know, it answers NXDOMAIN.
 *
 * <pre>
 * try (var dns = DnsFixture.start().a("web.zigi.internal", "127.0.0.2", 30)) { … dns.address() … }
 * </pre>
 */
public final class DnsFixture implements AutoCloseable {
    public static final int A = 1;
    public static final int NS = 2;
    public static final int CNAME = 5;
    public static final int SOA = 6;
    public static final int AAAA = 28;
    public static final int SRV = 33;
    private static final int HEADER = 12;
    private static final long WAIT_SECONDS = 10;

    /** A question that came. */
    public record Query(String name, int type, boolean tcp, IpPort from) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(int type, long ttl, byte[] data) {}

    /** What a name does instead of answering properly. */
    private enum Oddity {
        NORMAL,
        SILENT,
        TRUNCATED,
        WRONG_ID,
        WRONG_QUESTION,
        GARBAGE,
        REFERRAL
    }

    private final Map<String, List<Entry>> records = new ConcurrentHashMap<>();
    private final Map<String, Integer> codes = new ConcurrentHashMap<>();
    private final Map<String, Oddity> oddities = new ConcurrentHashMap<>();
    private final Map<String, Integer> mutedTypes = new ConcurrentHashMap<>();
    private final List<Query> log = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Query> arrivals = new LinkedBlockingQueue<>();
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private volatile long negativeTtl = 30;
    private volatile UnaryOperator<byte[]> finish = UnaryOperator.identity();

    private DnsFixture(DatagramSocket udp, ServerSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
        Thread.ofVirtual().name("dns-fixture-udp").start(this::serveUdp);
        Thread.ofVirtual().name("dns-fixture-tcp").start(this::serveTcp);
    }

    /** Starts one on a free port of 127.0.0.1. */
    public static DnsFixture start() {
        return start("127.0.0.1");
    }

    /** Starts one on a free port of that address. */
    public static DnsFixture start(String address) {
        return start(
                IpPort.parse(address.contains(":") ? "[" + address + "]:0" : address + ":0")
                        .orElseThrow());
    }

    /** Starts one there; port 0 for a free one. */
    public static DnsFixture start(IpPort at) {
        try {
            for (int tries = 0; ; tries++) {
                var tcp = new ServerSocket();
                tcp.bind(at.toSocketAddress());
                var same = new InetSocketAddress(at.ip().toInetAddress(), tcp.getLocalPort());
                try {
                    return new DnsFixture(new DatagramSocket(same), tcp);
                } catch (BindException e) { // the port is free for TCP, but not for UDP
                    tcp.close();
                    if (tries == 20) {
                        throw e;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens, UDP and TCP. */
    public IpPort address() {
        return IpPort.of((InetSocketAddress) udp.getLocalSocketAddress());
    }

    /** Adds an A record. */
    public DnsFixture a(String name, String ip, long ttl) {
        return record(name, A, ttl, Ip.parse(ip).orElseThrow().bytes());
    }

    /** Adds an AAAA record. */
    public DnsFixture aaaa(String name, String ip, long ttl) {
        return record(name, AAAA, ttl, Ip.parse(ip).orElseThrow().bytes());
    }

    /** Adds a CNAME record; what it knows of the target comes in the same answer. */
    public DnsFixture cname(String name, String target, long ttl) {
        return record(name, CNAME, ttl, wire(target));
    }

    /** Adds an SRV record (RFC 2782) of priority 10 and weight 5. */
    public DnsFixture srv(String name, int port, String host, long ttl) {
        var target = wire(host);
        var data =
                ByteBuffer.allocate(6 + target.length)
                        .putShort((short) 10)
                        .putShort((short) 5)
                        .putShort((short) port)
                        .put(target);
        return record(name, SRV, ttl, data.array());
    }

    /** Adds any record. */
    public DnsFixture record(String name, int type, long ttl, byte[] data) {
        records.computeIfAbsent(key(name), _ -> new CopyOnWriteArrayList<>())
                .add(new Entry(type, ttl, data));
        return this;
    }

    /** Forgets everything about a name. */
    public DnsFixture forget(String name) {
        Stream.of(records, codes, oddities, mutedTypes).forEach(map -> map.remove(key(name)));
        return this;
    }

    /** Answers that name with a response code: 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED … */
    public DnsFixture code(String name, int code) {
        codes.put(key(name), code);
        return this;
    }

    /** Says nothing to questions for that name. */
    public DnsFixture silent(String name) {
        return odd(name, Oddity.SILENT);
    }

    /** Says nothing to questions for that name and type. */
    public DnsFixture silent(String name, int type) {
        mutedTypes.put(key(name), type);
        return this;
    }

    /** Answers with records over TCP only; over UDP with TC. */
    public DnsFixture truncated(String name) {
        return odd(name, Oddity.TRUNCATED);
    }

    /** Answers under another id. */
    public DnsFixture wrongId(String name) {
        return odd(name, Oddity.WRONG_ID);
    }

    /** Answers another question. */
    public DnsFixture wrongQuestion(String name) {
        return odd(name, Oddity.WRONG_QUESTION);
    }

    /** Answers with a proper header and a broken rest. */
    public DnsFixture garbage(String name) {
        return odd(name, Oddity.GARBAGE);
    }

    /** Answers with the name servers of somebody else, as no resolver does. */
    public DnsFixture referral(String name) {
        return odd(name, Oddity.REFERRAL);
    }

    /** TTL and minimum of the SOA that comes with NXDOMAIN and with no data; negative for none. */
    public DnsFixture negativeTtl(long seconds) {
        negativeTtl = seconds;
        return this;
    }

    /** Changes every message before it is sent. */
    public DnsFixture rewriting(UnaryOperator<byte[]> change) {
        finish = change;
        return this;
    }

    private DnsFixture odd(String name, Oddity oddity) {
        oddities.put(key(name), oddity);
        return this;
    }

    /** Every question so far, in order. */
    public List<Query> queries() {
        return List.copyOf(log);
    }

    /** The next question that was not taken yet; waits for it. */
    public Query take() {
        try {
            var query = arrivals.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            if (query == null) {
                throw new AssertionError("no question in " + WAIT_SECONDS + " s");
            }
            return query;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for a question", e);
        }
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serveUdp() {
        var buffer = new byte[4096];
        while (!udp.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                var from = IpPort.of((InetSocketAddress) packet.getSocketAddress());
                var reply = reply(Arrays.copyOf(buffer, packet.getLength()), false, from);
                if (reply.length > 0) {
                    udp.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                if (!udp.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serveTcp() {
        while (!tcp.isClosed()) {
            try {
                var client = tcp.accept();
                Thread.ofVirtual().name("dns-fixture-client").start(() -> serve(client));
            } catch (IOException e) {
                if (!tcp.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new DataInputStream(client.getInputStream());
            var out = new DataOutputStream(client.getOutputStream());
            var from = IpPort.of((InetSocketAddress) client.getRemoteSocketAddress());
            while (true) {
                var query = in.readNBytes(in.readUnsignedShort());
                var reply = reply(query, true, from);
                if (reply.length > 0) {
                    out.writeShort(reply.length);
                    out.write(reply);
                }
            }
        } catch (IOException _) {
            // The client has gone, which is how a connection ends.
        }
    }

    private byte[] reply(byte[] query, boolean overTcp, IpPort from) {
        var name = name(query);
        int nameEnd = HEADER + wire(name).length;
        int type = ByteBuffer.wrap(query).getShort(nameEnd);
        var asked = new Query(name, type, overTcp, from);
        log.add(asked);
        arrivals.add(asked);
        var oddity = oddities.getOrDefault(key(name), Oddity.NORMAL);
        if (oddity == Oddity.SILENT || mutedTypes.getOrDefault(key(name), 0) == type) {
            return new byte[0];
        }
        var question = Arrays.copyOfRange(query, HEADER, nameEnd + 4);
        return finish.apply(message(query, question, asked, oddity));
    }

    private byte[] message(byte[] query, byte[] question, Query asked, Oddity oddity) {
        var out = new ByteArrayOutputStream();
        var answers = new ArrayList<byte[]>();
        boolean known = answers(asked.name(), asked.type(), answers);
        int code = codes.getOrDefault(key(asked.name()), known ? 0 : 3);
        boolean cut = oddity == Oddity.TRUNCATED && !asked.tcp();
        if (cut || oddity == Oddity.REFERRAL || (code != 0 && code != 3)) {
            answers.clear();
        }
        var authority = authority(oddity, code, answers.isEmpty() && !cut);
        int id = ByteBuffer.wrap(query).getShort(0) + (oddity == Oddity.WRONG_ID ? 1 : 0);
        int available = oddity == Oddity.REFERRAL ? 0 : 0x80;
        out.writeBytes(
                ByteBuffer.allocate(HEADER)
                        .putShort((short) id)
                        .put((byte) (0x80 | (query[2] & 1) | (cut ? 2 : 0)))
                        .put((byte) (available | (oddity == Oddity.REFERRAL ? 0 : code)))
                        .putShort((short) 1)
                        .putShort((short) answers.size())
                        .putShort((short) authority.size())
                        .array());
        out.writeBytes(
                oddity == Oddity.WRONG_QUESTION ? question("wrong", asked.type()) : question);
        answers.forEach(out::writeBytes);
        authority.forEach(out::writeBytes);
        var message = out.toByteArray();
        return oddity == Oddity.GARBAGE ? Arrays.copyOf(message, message.length - 3) : message;
    }

    /** Follows aliases as far as it knows them; false if it does not know the name at all. */
    private boolean answers(String name, int type, List<byte[]> answers) {
        var next = name;
        for (int i = 0; i < 40 && records.containsKey(key(next)); i++) {
            var owner = next;
            var alias = records.get(key(next)).stream().filter(r -> r.type == CNAME).findFirst();
            records.get(key(next)).stream()
                    .filter(r -> r.type == type || r.type == CNAME)
                    .forEach(r -> answers.add(bytes(owner, r)));
            if (alias.isEmpty()) {
                return true;
            }
            next = name(wireMessage(alias.get().data));
        }
        return !answers.isEmpty();
    }

    private List<byte[]> authority(Oddity oddity, int code, boolean nothing) {
        if (oddity == Oddity.REFERRAL) {
            return List.of(bytes("internal", new Entry(NS, 60, wire("ns.internal"))));
        }
        if (!nothing || negativeTtl < 0 || (code != 0 && code != 3)) {
            return List.of();
        }
        var soa = new ByteArrayOutputStream();
        soa.writeBytes(wire("ns.internal"));
        soa.writeBytes(wire("hostmaster.internal"));
        soa.writeBytes(
                ByteBuffer.allocate(20)
                        .putInt(1)
                        .putInt(3600)
                        .putInt(600)
                        .putInt(86400)
                        .putInt((int) negativeTtl)
                        .array());
        return List.of(bytes("internal", new Entry(SOA, negativeTtl, soa.toByteArray())));
    }

    private static byte[] bytes(String owner, Entry record) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(wire(owner));
        out.writeBytes(
                ByteBuffer.allocate(10)
                        .putShort((short) record.type)
                        .putShort((short) 1)
                        .putInt((int) record.ttl)
                        .putShort((short) record.data.length)
                        .array());
        out.writeBytes(record.data);
        return out.toByteArray();
    }

    /** A question's bytes. */
    public static byte[] question(String name, int type) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(wire(name));
        out.writeBytes(ByteBuffer.allocate(4).putShort((short) type).putShort((short) 1).array());
        return out.toByteArray();
    }

    /** A whole query with that id. */
    public static byte[] query(int id, String name, int type) {
        var question = question(name, type);
        return ByteBuffer.allocate(HEADER + question.length)
                .putShort((short) id)
                .putShort((short) 0x0100)
                .putShort((short) 1)
                .position(HEADER)
                .put(question)
                .array();
    }

    private static byte[] wire(String name) {
        var out = new ByteArrayOutputStream();
        for (var label : name.split("\\.", -1)) {
            if (!label.isEmpty()) {
                out.write(label.length());
                out.writeBytes(label.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        out.write(0);
        return out.toByteArray();
    }

    private static byte[] wireMessage(byte[] name) {
        return ByteBuffer.allocate(HEADER + name.length).position(HEADER).put(name).array();
    }

    private static String name(byte[] message) {
        var labels = new ArrayList<String>();
        for (int at = HEADER; message[at] != 0; at += 1 + message[at]) {
            labels.add(new String(message, at + 1, message[at], StandardCharsets.ISO_8859_1));
        }
        return String.join(".", labels);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
