package io.penstock.http;

import io.penstock.http.message.Ascii;
import io.penstock.relay.Memory;

/** Penstock's own answers: a status, Proxy-Status (RFC 9209) and a problem (RFC 9457). */
final class Notice {
    /** Where in the loop's buffer: at the beginning of the room for rewritten heads. */
    static final int AT = Memory.FREE;

    private Notice() {}

    /**
     * Writes one to the loop's buffer, from {@link #AT} on.
     *
     * @param status as the refusal says, or more exactly
     * @param words what is wrong, for the client
     * @param body whether the answer shows its body: not to HEAD
     * @return how many bytes it has
     */
    static int write(
            Memory memory, Refusal refusal, int status, String words, boolean body, boolean close) {
        var problem =
                status == Refusal.LAST_HOP.status()
                        ? ""
                        : "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}\n"
                                .formatted(reason(status), status, words);
        var text = new StringBuilder(512);
        text.append("HTTP/1.1 ").append(status).append(' ').append(reason(status)).append("\r\n");
        text.append("Content-Type: application/problem+json\r\nContent-Length: ")
                .append(problem.length())
                .append("\r\nCache-Control: no-store\r\nProxy-Status: penstock; error=")
                .append(refusal.error())
                .append("\r\n");
        if (status == Refusal.LIMIT.status()) {
            text.append("Retry-After: 1\r\n");
        }
        if (close) {
            text.append("Connection: close\r\n");
        }
        text.append("\r\n");
        if (body) {
            text.append(problem);
        }
        byte[] bytes = Ascii.bytes(text.toString());
        memory.buffer().setBytes(AT, bytes);
        return bytes.length;
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 408 -> "Request Timeout";
            case 414 -> "URI Too Long";
            case 417 -> "Expectation Failed";
            case 421 -> "Misdirected Request";
            case 431 -> "Request Header Fields Too Large";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "Internal Server Error";
        };
    }
}
