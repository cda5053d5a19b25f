package io.penstock.linux;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Memory for an address as the kernel reads and writes it (ip(7), ipv6(7)), and for its length. One
 * thread at a time; it lives as long as it is referred to.
 */
public final class Sockaddr {
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;
    private static final int INET_BYTES = 16;
    private static final int INET6_BYTES = 28;
    private static final int PORT = 2;
    private static final int V4 = 4;
    private static final int V6 = 8;
    private static final int LENGTH = 28;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment memory = Arena.ofAuto().allocate(LENGTH + Integer.BYTES, 8);

    /** Room for one. */
    public Sockaddr() {}

    /** Where the address lies. */
    long address() {
        return memory.address();
    }

    /** Where its length lies, for a call that changes it. */
    long lengthAddress() {
        return memory.address() + LENGTH;
    }

    /**
     * Writes an address; IPv4 as one of {@code AF_INET}.
     *
     * @return its length
     */
    int put(IpPort value) {
        memory.fill((byte) 0);
        memory.set(SHORT, PORT, (short) value.port());
        if (value.ip().isV4()) {
            memory.set(ValueLayout.JAVA_SHORT, 0, AF_INET);
            memory.set(INT, V4, value.ip().v4Bits());
            return INET_BYTES;
        }
        memory.set(ValueLayout.JAVA_SHORT, 0, AF_INET6);
        memory.set(LONG, V6, value.ip().high());
        memory.set(LONG, V6 + Long.BYTES, value.ip().low());
        return INET6_BYTES;
    }

    /** Tells the kernel that there is room for an address of either family. */
    void clear() {
        memory.set(ValueLayout.JAVA_INT, LENGTH, LENGTH);
    }

    /** The address that the kernel has written; the zone of a link-local one is dropped. */
    public IpPort get() {
        int port = memory.get(SHORT, PORT) & 0xffff;
        short family = memory.get(ValueLayout.JAVA_SHORT, 0);
        return switch (family) {
            case AF_INET -> new IpPort(Ip.v4(memory.get(INT, V4)), port);
            case AF_INET6 ->
                    new IpPort(
                            new Ip(memory.get(LONG, V6), memory.get(LONG, V6 + Long.BYTES)), port);
            default -> throw new IllegalStateException("not an address of IP: family " + family);
        };
    }
}
