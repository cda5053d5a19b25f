package io.penstock.linux;

import static io.penstock.linux.BpfAssembler.FRAME;
import static io.penstock.linux.BpfAssembler.R0;
import static io.penstock.linux.BpfAssembler.R1;
import static io.penstock.linux.BpfAssembler.R2;
import static io.penstock.linux.BpfAssembler.R3;
import static io.penstock.linux.BpfAssembler.R4;
import static io.penstock.linux.BpfAssembler.R6;
import static io.penstock.linux.BpfAssembler.R7;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The program that the kernel runs for each arrival that belongs to no connection yet
 * (BPF_PROG_TYPE_SK_LOOKUP). It looks for the longest prefix of the destination, then for the port
 * in that prefix's set, and hands the arrival to the listener of its family; the kernel spreads it
 * over those that share that listener's port by a hash of both ends. All else passes untouched.
 */
final class LookupCode {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    /** What the longest prefix is looked for by: its length in bits, the family, the address. */
    static final int KEY_BYTES = 24;

    /** A prefix's bits in front of the address: the family. */
    static final int FAMILY_BITS = 32;

    /** A bit for each port. */
    static final int PORTS_BYTES = 8192;

    static final int V4_SLOT = 0;
    static final int V6_SLOT = 1;
    static final int SLOTS = 2;

    private static final int IPPROTO_TCP = 6;
    private static final int ADDRESS_BITS = 128;
    private static final int WORD = 4;

    // struct bpf_sk_lookup; addresses are in network order, the local port is not
    private static final int FAMILY = 8;
    private static final int PROTOCOL = 12;
    private static final int LOCAL_IP4 = 40;
    private static final int LOCAL_IP6 = 44;
    private static final int LOCAL_PORT = 60;

    // On the stack
    private static final int KEY = -KEY_BYTES;
    private static final int KEY_FAMILY = KEY + WORD;
    private static final int KEY_ADDRESS = KEY_FAMILY + WORD;
    private static final int KEY_ADDRESS_END = KEY_ADDRESS + 8;
    private static final int INDEX = KEY - WORD;

    // Helpers
    private static final int MAP_LOOKUP = 1;
    private static final int RELEASE = 86;
    private static final int ASSIGN = 124;

    // What becomes of the arrival
    private static final int DROP = 0;
    private static final int PASS = 1;

    private final int prefixes;
    private final int ports;
    private final int sockets;
    private final BpfAssembler code = new BpfAssembler();

    private LookupCode(int prefixes, int ports, int sockets) {
        this.prefixes = prefixes;
        this.ports = ports;
        this.sockets = sockets;
    }

    /**
     * The program over these maps.
     *
     * @param prefixes descriptor of the map from a key to an index of {@code ports}
     * @param ports descriptor of the array of sets, {@value #PORTS_BYTES} bytes each
     * @param sockets descriptor of the map with the listener of each family
     * @param v4Port where the listener of IPv4 itself listens on 127.0.0.1, and {@code v6Port} that
     *     of IPv6 on {@code ::1}: who goes there directly is refused; 0 if there is none
     */
    static long[] of(int prefixes, int ports, int sockets, int v4Port, int v6Port) {
        var program = new LookupCode(prefixes, ports, sockets);
        program.key();
        program.findPorts();
        program.testPort();
        program.assign();
        program.code.label("not ours");
        program.refuse(v4Port, "not on v4", word(new byte[] {127, 0, 0, 1, 0, 0, 0, 0}), 0);
        program.refuse(v6Port, "not on v6", 0, word(new byte[] {0, 0, 0, 0, 0, 0, 0, 1}));
        program.code.label("pass").move(R0, PASS).exit();
        return program.code.assemble();
    }

    private static long word(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).getLong();
    }

    private void key() {
        code.copy(R6, R1)
                .load32(R2, R6, PROTOCOL)
                .ifNotEqual(R2, IPPROTO_TCP, "pass")
                .load32(R7, R6, FAMILY)
                .set32(FRAME, KEY, FAMILY_BITS + ADDRESS_BITS)
                .store32(FRAME, KEY_FAMILY, R7)
                .ifEqual(R7, AF_INET6, "v6")
                .ifNotEqual(R7, AF_INET, "pass")
                .load32(R2, R6, LOCAL_IP4)
                .store32(FRAME, KEY_ADDRESS, R2);
        for (int at = WORD; at < ADDRESS_BITS / Byte.SIZE; at += WORD) {
            code.set32(FRAME, KEY_ADDRESS + at, 0);
        }
        code.jump("key").label("v6");
        for (int at = 0; at < ADDRESS_BITS / Byte.SIZE; at += WORD) {
            code.load32(R2, R6, LOCAL_IP6 + at).store32(FRAME, KEY_ADDRESS + at, R2);
        }
        code.label("key");
    }

    private void findPorts() {
        lookUp(prefixes, KEY);
        code.ifEqual(R0, 0, "not ours").load32(R2, R0, 0).store32(FRAME, INDEX, R2);
        lookUp(ports, INDEX);
        code.ifEqual(R0, 0, "not ours");
    }

    private void lookUp(int map, int key) {
        code.map(R1, map).copy(R2, FRAME).plus(R2, key).call(MAP_LOOKUP);
    }

    private void testPort() {
        code.load32(R3, R6, LOCAL_PORT)
                .and(R3, 0xffff) // lets the verifier see that the set has that byte
                .copy(R4, R3)
                .shiftRight(R4, 3)
                .plusRegister(R0, R4)
                .load8(R0, R0, 0)
                .and(R3, 7)
                .shiftRightBy(R0, R3)
                .and(R0, 1)
                .ifEqual(R0, 0, "not ours");
    }

    private void assign() {
        code.set32(FRAME, INDEX, V4_SLOT)
                .ifEqual(R7, AF_INET, "slot")
                .set32(FRAME, INDEX, V6_SLOT)
                .label("slot");
        lookUp(sockets, INDEX);
        code.ifEqual(R0, 0, "pass")
                .copy(R7, R0)
                .copy(R1, R6)
                .copy(R2, R0)
                .move(R3, 0)
                .call(ASSIGN) // fails if another program has chosen already: then its choice holds
                .copy(R1, R7)
                .call(RELEASE)
                .jump("pass");
    }

    /** Our own listener is for what is assigned to it, and not to be reached at its own address. */
    private void refuse(int port, String otherwise, long address, long addressEnd) {
        if (port == 0) {
            return;
        }
        code.load32(R2, R6, LOCAL_PORT)
                .ifNotEqual(R2, port, otherwise)
                .load64(R2, FRAME, KEY_ADDRESS)
                .move64(R3, address)
                .ifRegistersDiffer(R2, R3, otherwise)
                .load64(R2, FRAME, KEY_ADDRESS_END)
                .move64(R3, addressEnd)
                .ifRegistersDiffer(R2, R3, otherwise)
                .move(R0, DROP)
                .exit()
                .label(otherwise);
    }
}
