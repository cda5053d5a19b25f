package io.penstock.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The part of HTTP/1.1 (RFC 9112) that the training's clients need of a resource: connections that
 * are kept, bodies with a length, answers with a length or in chunks.
 */
final class Web implements Resource.Talk {
    /** Answered in chunks; every other path with a length. */
    static final String CHUNKED = "/chunked";

    /** What every answer says. */
    static final String SAID = "the resource of the training ".repeat(20);

    private static final String LENGTH = "content-length:";

    @Override
    public void with(InputStream in, OutputStream out) throws IOException {
        for (var head = head(in); !head.isEmpty(); head = head(in)) {
            in.skipNBytes(length(head));
            out.write(answer(head.getFirst()).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static String answer(String requestLine) {
        var first = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n";
        return requestLine.contains(CHUNKED)
                ? first
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "%x\r\n%s\r\n0\r\n\r\n".formatted(SAID.length(), SAID)
                : first + "Content-Length: %d\r\n\r\n%s".formatted(SAID.length(), SAID);
    }

    /** The lines of a head; none where the connection ended. */
    private static List<String> head(InputStream in) throws IOException {
        var lines = new ArrayList<String>();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            lines.add(line);
        }
        return lines;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            if (octet != '\r') {
                line.append((char) octet);
            }
        }
        return line.toString();
    }

    private static int length(List<String> head) {
        return head.stream()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith(LENGTH))
                .mapToInt(line -> Integer.parseInt(line.substring(LENGTH.length()).strip()))
                .findAny()
                .orElse(0);
    }
}
