package io.penstock.training;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Questions to the appliance's DNS server (RFC 1035 section 4), over UDP and TCP. */
record Questions(String address, int port) {
    private static final int TIMES = 100;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int A = 1;
    private static final int AAAA = 28;
    private static final int NOERROR = 0;
    private static final int NXDOMAIN = 3;
    private static final int REFUSED = 5;

    /**
     * Asks for what is there, for what is not, and for what the server does not serve.
     *
     * @param known a name in its zone
     * @throws IOException if an answer is not what it should be
     */
    void ask(String known) throws IOException {
        for (int i = 0; i < TIMES; i++) {
            expect(NOERROR, overUdp(known, A));
            expect(NOERROR, overUdp(known, AAAA));
            expect(NXDOMAIN, overUdp("no-" + known, A));
            expect(REFUSED, overUdp("www.example", A));
            if (i % 10 == 0) {
                expect(NOERROR, overTcp(known, A));
            }
        }
    }

    private byte[] overUdp(String name, int type) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var question = question(name, type);
            var to = new InetSocketAddress(address, port);
            socket.send(new DatagramPacket(question, question.length, to));
            var answer = new DatagramPacket(new byte[1232], 1232);
            socket.receive(answer);
            return answer.getData();
        }
    }

    private byte[] overTcp(String name, int type) throws IOException {
        try (var socket = new Socket(address, port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var question = question(name, type);
            var out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(question.length);
            out.write(question);
            var in = new DataInputStream(socket.getInputStream());
            return in.readNBytes(in.readUnsignedShort());
        }
    }

    private static byte[] question(String name, int type) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeShort(4711);
        out.writeShort(0x0100); // recursion desired, as resolvers ask
        out.writeLong(0x0001_0000_0000_0000L); // one question, nothing else
        for (var label : name.split("\\.", -1)) {
            out.writeByte(label.length());
            out.write(label.getBytes(StandardCharsets.US_ASCII));
        }
        out.writeByte(0);
        out.writeShort(type);
        out.writeShort(1); // IN
        return bytes.toByteArray();
    }

    private static void expect(int code, byte[] answer) throws IOException {
        int is = answer[3] & 0xf;
        if (is != code) {
            throw new IOException("the DNS server answers with code " + is + ", not " + code);
        }
    }
}
