package io.penstock.linux;

import static io.penstock.linux.BpfAssembler.FRAME;
import static io.penstock.linux.BpfAssembler.R0;
import static io.penstock.linux.BpfAssembler.R1;
import static io.penstock.linux.BpfAssembler.R2;
import static io.penstock.linux.BpfAssembler.R6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The expected bytes follow from the tables of RFC 9669, sections 3 to 5. */
class BpfAssemblerTest {
    private static List<String> bytes(BpfAssembler code) {
        return LongStream.of(code.assemble())
                .mapToObj(one ->
                        HexFormat.of()
                                .formatHex(
                                        ByteBuffer.allocate(8)
                                                .order(ByteOrder.LITTLE_ENDIAN)
                                                .putLong(one)
                                                .array()))
                .toList();
    }

    @Test
    void writesArithmetic() {
        var code =
                new BpfAssembler()
                        .move(R0, -1)
                        .copy(R6, R1)
                        .plus(R2, -24)
                        .plusRegister(R0, R2)
                        .and(R0, 0xffff)
                        .shiftRight(R0, 3)
                        .shiftRightBy(R0, R2)
                        .call(124)
                        .exit();

        assertThat(bytes(code))
                .containsExactly(
                        "b7000000ffffffff",
                        "bf16000000000000",
                        "07020000e8ffffff",
                        "0f20000000000000",
                        "57000000ffff0000",
                        "7700000003000000",
                        "7f20000000000000",
                        "850000007c000000",
                        "9500000000000000");
    }

    @Test
    void writesLoadsAndStores() {
        var code =
                new BpfAssembler()
                        .load8(R0, R1, 1)
                        .load32(R2, R1, 60)
                        .load64(R2, FRAME, -16)
                        .store32(FRAME, -4, R2)
                        .set32(FRAME, -24, 160)
                        .move64(R1, 0x0123_4567_89ab_cdefL)
                        .map(R1, 7);

        assertThat(bytes(code))
                .containsExactly(
                        "7110010000000000",
                        "61123c0000000000",
                        "79a2f0ff00000000",
                        "632afcff00000000",
                        "620ae8ffa0000000",
                        "18010000efcdab89",
                        "0000000067452301",
                        "1811000007000000",
                        "0000000000000000");
    }

    @Test
    void jumpsOverWhatLiesBetween() {
        var code =
                new BpfAssembler()
                        .label("start")
                        .ifEqual(R2, 6, "end")
                        .ifNotEqual(R2, 6, "end")
                        .ifRegistersDiffer(R2, R1, "start")
                        .jump("end")
                        .label("end")
                        .exit();

        assertThat(bytes(code))
                .containsExactly(
                        "1502030006000000",
                        "5502020006000000",
                        "5d12fdff00000000",
                        "0500000000000000",
                        "9500000000000000");
    }

    @Test
    void wantsEachLabelOnce() {
        assertThatThrownBy(() -> new BpfAssembler().jump("nowhere").assemble())
                .hasMessage("no label nowhere");
        assertThatThrownBy(() -> new BpfAssembler().label("here").label("here"))
                .hasMessage("twice: here");
    }
}
