package io.penstock.linux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a program of the kernel's virtual machine (the instruction set is RFC 9669), one
 * instruction a call, with labels to jump to. Only what {@link LookupCode} needs.
 */
final class BpfAssembler {
    /** What a helper gives back, and what the program does. */
    static final int R0 = 0;

    /** Arguments of helpers; lost in a call. */
    static final int R1 = 1;

    static final int R2 = 2;
    static final int R3 = 3;
    static final int R4 = 4;

    /** Kept over a call. */
    static final int R6 = 6;

    static final int R7 = 7;

    /** The end of the stack, which lies below it. */
    static final int FRAME = 10;

    // Classes, with 64-bit arithmetic and jumps on 64 bits
    private static final int LD = 0x00;
    private static final int LDX = 0x61;
    private static final int ST = 0x62;
    private static final int STX = 0x63;
    private static final int ALU = 0x07;
    private static final int JMP = 0x05;

    // Widths, added to the classes of loads and stores, which are those of 32 bits here
    private static final int BYTE = 0x10;
    private static final int DOUBLE_WORD = 0x18;

    /** The other operand is a register. */
    private static final int REGISTER = 0x08;

    private static final int ADD = 0x00;
    private static final int AND = 0x50;
    private static final int SHIFT_RIGHT = 0x70;
    private static final int MOVE = 0xb0;
    private static final int ALWAYS = 0x00;
    private static final int EQUAL = 0x10;
    private static final int NOT_EQUAL = 0x50;
    private static final int CALL = 0x80;
    private static final int EXIT = 0x90;

    /** The constant of a 64-bit load is the descriptor of a map, which the kernel resolves. */
    private static final int MAP = 1;

    private static final long LOW_BITS = 0xffff_ffffL;

    private final List<Long> code = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final Map<Integer, String> jumps = new HashMap<>();

    BpfAssembler move(int to, int constant) {
        return add(ALU | MOVE, to, 0, 0, constant);
    }

    BpfAssembler copy(int to, int from) {
        return add(ALU | MOVE | REGISTER, to, from, 0, 0);
    }

    BpfAssembler move64(int to, long constant) {
        add(LD | DOUBLE_WORD, to, 0, 0, (int) constant);
        return add(0, 0, 0, 0, (int) (constant >> Integer.SIZE));
    }

    BpfAssembler map(int to, int descriptor) {
        add(LD | DOUBLE_WORD, to, MAP, 0, descriptor);
        return add(0, 0, 0, 0, 0);
    }

    BpfAssembler load8(int to, int base, int offset) {
        return add(LDX | BYTE, to, base, offset, 0);
    }

    BpfAssembler load32(int to, int base, int offset) {
        return add(LDX, to, base, offset, 0);
    }

    BpfAssembler load64(int to, int base, int offset) {
        return add(LDX | DOUBLE_WORD, to, base, offset, 0);
    }

    BpfAssembler store32(int base, int offset, int from) {
        return add(STX, base, from, offset, 0);
    }

    BpfAssembler set32(int base, int offset, int constant) {
        return add(ST, base, 0, offset, constant);
    }

    BpfAssembler plus(int to, int constant) {
        return add(ALU | ADD, to, 0, 0, constant);
    }

    BpfAssembler plusRegister(int to, int from) {
        return add(ALU | ADD | REGISTER, to, from, 0, 0);
    }

    BpfAssembler and(int to, int constant) {
        return add(ALU | AND, to, 0, 0, constant);
    }

    BpfAssembler shiftRight(int to, int bits) {
        return add(ALU | SHIFT_RIGHT, to, 0, 0, bits);
    }

    BpfAssembler shiftRightBy(int to, int from) {
        return add(ALU | SHIFT_RIGHT | REGISTER, to, from, 0, 0);
    }

    BpfAssembler call(int helper) {
        return add(JMP | CALL, 0, 0, 0, helper);
    }

    BpfAssembler exit() {
        return add(JMP | EXIT, 0, 0, 0, 0);
    }

    BpfAssembler jump(String label) {
        return jump(JMP | ALWAYS, 0, 0, 0, label);
    }

    BpfAssembler ifEqual(int register, int constant, String label) {
        return jump(JMP | EQUAL, register, 0, constant, label);
    }

    BpfAssembler ifNotEqual(int register, int constant, String label) {
        return jump(JMP | NOT_EQUAL, register, 0, constant, label);
    }

    BpfAssembler ifRegistersDiffer(int register, int other, String label) {
        return jump(JMP | NOT_EQUAL | REGISTER, register, other, 0, label);
    }

    /** Where jumps to that name go: to the next instruction. */
    BpfAssembler label(String name) {
        if (labels.put(name, code.size()) != null) {
            throw new IllegalStateException("twice: " + name);
        }
        return this;
    }

    /** The instructions, each as the kernel reads it on a little-endian machine. */
    long[] assemble() {
        var finished = code.stream().mapToLong(Long::longValue).toArray();
        jumps.forEach((at, name) -> {
            var to = labels.get(name);
            if (to == null) {
                throw new IllegalStateException("no label " + name);
            }
            finished[at] |= offset(to - at - 1);
        });
        return finished;
    }

    private BpfAssembler jump(int operation, int register, int other, int constant, String label) {
        jumps.put(code.size(), label);
        return add(operation, register, other, 0, constant);
    }

    /** Operation 8 bits, target 4, source 4, offset 16, constant 32; the lowest first. */
    private BpfAssembler add(int operation, int to, int from, int offset, int constant) {
        code.add(operation | to << 8 | from << 12 | offset(offset) | (constant & LOW_BITS) << 32);
        return this;
    }

    private static long offset(int offset) {
        return (offset & 0xffffL) << 16;
    }
}
