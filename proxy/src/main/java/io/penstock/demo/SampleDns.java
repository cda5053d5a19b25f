package io.penstock.demo;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The provider's DNS server in the demo: over UDP, it knows the address of one name and nothing
 * else. On a thread of its own until it is closed.
 */
public final class SampleDns implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SampleDns.class);
    private static final int HEADER = 12;
    private static final int MAX_LABEL = 63;
    private static final int A = 1;
    private static final int ANSWER = 16;
    private static final int RESPONSE = 0x8400; // authoritative
    private static final int RECURSION_DESIRED = 0x0100;
    private static final int NXDOMAIN = 3;
    private static final int TTL_SECONDS = 60;
    private static final int POINTER_TO_QUESTION = 0xc000 | HEADER;

    private final DatagramSocket socket;
    private final String name;
    private final Ip address;

    private SampleDns(DatagramSocket socket, String name, Ip address) {
        this.socket = socket;
        this.name = name;
        this.address = address;
    }

    /**
     * Starts one.
     *
     * @param name lower case, without a dot at the end
     * @param address an IPv4 address
     * @throws IOException if the port cannot be had
     */
    public static SampleDns start(IpPort at, String name, Ip address) throws IOException {
        var socket = new DatagramSocket(at.toSocketAddress());
        var dns = new SampleDns(socket, name, address);
        Thread.ofPlatform().daemon().name("sample-dns").start(dns::serve);
        return dns;
    }

    private void serve() {
        var buffer = new byte[512];
        while (!socket.isClosed()) {
            try {
                var packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                var reply = reply(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                socket.send(new DatagramPacket(reply, reply.length, packet.getSocketAddress()));
            } catch (SocketException e) {
                if (!socket.isClosed()) {
                    log.warn("sample DNS server: {}", e.toString());
                }
            } catch (IOException | IllegalArgumentException e) {
                log.warn("sample DNS server: not a question: {}", e.toString());
            }
        }
    }

    /** The answer to a message with one question (RFC 1035 section 4). */
    private byte[] reply(ByteBuffer message) {
        if (message.remaining() < HEADER) {
            throw new IllegalArgumentException("only " + message.remaining() + " bytes");
        }
        int flags = message.getShort(2) & 0xffff;
        if ((flags & 0x8000) != 0 || message.getShort(4) != 1) {
            throw new IllegalArgumentException("no single question");
        }
        var asked = message.duplicate().position(HEADER);
        boolean known = name(asked).equals(name);
        if (asked.remaining() < 4) {
            throw new IllegalArgumentException("the question is cut");
        }
        boolean answers = asked.getShort() == A && known;
        int end = asked.position() + 2;
        var bytes = new byte[end + (answers ? ANSWER : 0)];
        var reply = ByteBuffer.wrap(bytes).putShort(message.getShort(0));
        reply.putShort((short) (RESPONSE | (flags & RECURSION_DESIRED) | (known ? 0 : NXDOMAIN)));
        reply.putShort((short) 1).putShort((short) (answers ? 1 : 0)).putInt(0);
        reply.put(message.duplicate().position(HEADER).limit(end));
        if (answers) {
            reply.putShort((short) POINTER_TO_QUESTION).putShort((short) A).putShort((short) 1);
            reply.putInt(TTL_SECONDS).putShort((short) 4).put(address.bytes());
        }
        return bytes;
    }

    private static String name(ByteBuffer in) {
        var name = new ByteArrayOutputStream();
        while (in.hasRemaining()) {
            int length = in.get() & 0xff;
            if (length == 0) {
                return name.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
            }
            if (length > MAX_LABEL || length > in.remaining()) {
                break;
            }
            if (name.size() > 0) {
                name.write('.');
            }
            var label = new byte[length];
            in.get(label);
            name.writeBytes(label);
        }
        throw new IllegalArgumentException("the name is cut");
    }

    @Override
    public void close() {
        socket.close();
    }
}
