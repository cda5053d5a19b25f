package io.penstock.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.IpPort;
import io.penstock.testing.DnsFixture;
import io.penstock.testing.Zigi;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SampleDnsTest {
    private static final String NAME = "web.zigi.internal";

    private DatagramSocket client;
    private SampleDns dns;

    @BeforeEach
    void start() throws IOException {
        int port;
        try (var free = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        var at = new IpPort(Zigi.ip("127.0.0.1"), port);
        dns = SampleDns.start(at, NAME, Zigi.ip("127.0.0.2"));
        client = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        client.connect(at.toSocketAddress());
        client.setSoTimeout(5_000);
    }

    @AfterEach
    void close() {
        client.close();
        dns.close();
    }

    @Test
    void knowsTheAddressOfItsNameInAnyCase() throws IOException {
        var answer = ask(DnsFixture.query(4711, "WEB.zigi.INTERNAL", DnsFixture.A));

        assertThat(code(answer)).isZero();
        assertThat(answers(answer)).isEqualTo(1);
        assertThat(Arrays.copyOfRange(answer, answer.length - 4, answer.length))
                .containsExactly(127, 0, 0, 2);
        assertThat(Arrays.copyOf(answer, 2)).containsExactly(4711 >> 8, 4711 & 0xff);
    }

    @Test
    void hasNoOtherTypeOfIt() throws IOException {
        var answer = ask(DnsFixture.query(1, NAME, DnsFixture.AAAA));

        assertThat(code(answer)).isZero();
        assertThat(answers(answer)).isZero();
    }

    @Test
    void knowsNoOtherName() throws IOException {
        assertThat(code(ask(DnsFixture.query(1, "db.zigi.internal", DnsFixture.A)))).isEqualTo(3);
    }

    @Test
    void survivesWhatIsNoQuestion() throws IOException {
        send(new byte[] {1, 2, 3});
        send(new byte[400]);
        var cut = DnsFixture.query(1, NAME, DnsFixture.A);
        send(Arrays.copyOf(cut, cut.length - 3));
        send(Arrays.copyOf(cut, 20));

        assertThat(answers(ask(DnsFixture.query(2, NAME, DnsFixture.A)))).isEqualTo(1);
    }

    private byte[] ask(byte[] query) throws IOException {
        send(query);
        var packet = new DatagramPacket(new byte[512], 512);
        client.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private void send(byte[] bytes) throws IOException {
        client.send(new DatagramPacket(bytes, bytes.length));
    }

    private static int code(byte[] answer) {
        return answer[3] & 0xf;
    }

    private static int answers(byte[] answer) {
        return answer[7];
    }
}
