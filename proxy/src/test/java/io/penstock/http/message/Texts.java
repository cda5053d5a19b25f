package io.penstock.http.message;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Fields as texts. */
final class Texts {
    private Texts() {}

    /** "name=value" of each line. */
    static List<String> of(@Nullable Fields fields) {
        if (fields == null) {
            return List.of();
        }
        return IntStream.range(0, fields.count())
                .mapToObj(i ->
                        text(fields, fields.nameFrom(i), fields.nameTo(i))
                                + "="
                                + text(fields, fields.valueFrom(i), fields.valueTo(i)))
                .toList();
    }

    private static String text(Fields fields, int from, int to) {
        return new String(fields.bytes(), from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** A head of these lines. */
    static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    static String of(Out out) {
        var memory = Unpooled.buffer();
        out.writeTo(memory);
        return memory.toString(StandardCharsets.ISO_8859_1);
    }
}
