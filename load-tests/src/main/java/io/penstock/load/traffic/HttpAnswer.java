package io.penstock.load.traffic;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;

/** As much of HTTP/1.1 as the load generator has to know. */
final class HttpAnswer {
    private static final String LENGTH = "content-length:";

    private HttpAnswer() {}

    /** The length of an answer with its head; empty as long as the head is not whole. */
    static OptionalInt length(MemorySegment begun) {
        var text =
                new String(begun.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1)
                        .toLowerCase(Locale.ROOT);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return OptionalInt.empty();
        }
        int body =
                text.substring(0, end)
                        .lines()
                        .filter(line -> line.startsWith(LENGTH))
                        .mapToInt(line -> Integer.parseInt(line.substring(LENGTH.length()).strip()))
                        .findFirst()
                        .orElse(0);
        return OptionalInt.of(end + 4 + body);
    }
}
