package io.penstock.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.penstock.linux.Errno;
import io.penstock.linux.TcpSocket;
import io.penstock.testing.Awaits;
import io.penstock.testing.Peers;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Netty's descriptor does, as the relay needs it. */
class DescriptorTest {
    private final ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(16);
    private Peers peers;
    private TcpSocket socket;
    private Descriptor descriptor;
    private Socket peer;

    @BeforeAll
    static void loadNettysLibrary() {
        Epoll.ensureAvailability();
    }

    @BeforeEach
    void connect() throws Exception {
        peers = new Peers();
        var server = peers.server();
        socket = TcpSocket.open(true);
        assertThat(socket.connect(Peers.addressOf(server))).isIn(0, Errno.EINPROGRESS);
        peer = peers.accept(server);
        descriptor = new Descriptor(socket);
    }

    @AfterEach
    void close() {
        socket.close();
        peers.close();
        buffer.release();
    }

    private int receive() {
        return descriptor.receive(buffer.memoryAddress(), 2, 16);
    }

    @Test
    void movesBytesAndTellsTheEnd() throws Exception {
        assertThat(receive()).isZero();
        buffer.setBytes(1, new byte[] {1, 2, 3});
        assertThat(descriptor.send(buffer.memoryAddress(), 1, 4)).isEqualTo(3);
        assertThat(peer.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);

        peer.getOutputStream().write(9);
        peer.shutdownOutput();
        Awaits.until("the byte is there", () -> receive() == 1);
        assertThat(buffer.getByte(2)).isEqualTo((byte) 9);
        Awaits.until("the end is there", () -> receive() == Wire.END);
    }

    @Test
    void saysThatTheOtherEndIsGone() throws Exception {
        Peers.reset(peer);
        Awaits.until("the reset is there", () -> receive() == Wire.GONE);
        assertThat(descriptor.send(buffer.memoryAddress(), 0, 1)).isEqualTo(Wire.GONE);
    }

    @Test
    void keepsTheLastBytesForTheFin() throws Exception {
        buffer.setBytes(1, new byte[] {1, 2, 3});
        assertThat(descriptor.sendBeforeFin(buffer.memoryAddress(), 1, 4)).isEqualTo(3);
        assertThat(socket.unacknowledged()).isEqualTo(3);

        assertThat(socket.finish()).isZero();
        assertThat(peer.getInputStream().readAllBytes()).containsExactly(1, 2, 3);

        Peers.reset(peer);
        Awaits.until("the reset is there", () -> receive() == Wire.GONE);
        assertThat(descriptor.sendBeforeFin(buffer.memoryAddress(), 0, 1)).isEqualTo(Wire.GONE);
    }

    @Test
    void takesNoLastBytesThatThereIsNoRoomFor() throws Exception {
        long sent = 0;
        int taken;
        do {
            taken = descriptor.sendBeforeFin(buffer.memoryAddress(), 0, 16);
            sent += taken;
        } while (taken > 0);

        assertThat(taken).isZero();
        assertThat(socket.finish()).isZero();
        assertThat(peer.getInputStream().readAllBytes()).hasSize((int) sent);
    }

    @Test
    void isOpenAsLongAsItsSocket() {
        assertThat(descriptor.intValue()).isEqualTo(socket.descriptor());
        assertThat(descriptor.isOpen()).isTrue();
        socket.close();
        assertThat(descriptor.isOpen()).isFalse();
        descriptor.close();
    }
}
