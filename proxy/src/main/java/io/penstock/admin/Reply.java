package io.penstock.admin;

import java.util.HashMap;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param headers beside those that every reply has
 */
record Reply(int status, String contentType, String body, Map<String, String> headers) {
    private static final String EVENTS = "text/event-stream";
    private static final String JSON = "application/json; charset=utf-8";

    Reply {
        headers = Map.copyOf(headers);
    }

    /** It ends in a line feed, for who reads it in a terminal. */
    static Reply json(int status, String body) {
        return new Reply(status, JSON, body.stripTrailing() + "\n", Map.of());
    }

    static Reply text(String body) {
        return new Reply(200, "text/plain; charset=utf-8", body, Map.of());
    }

    /** A problem (RFC 9457), with a sentence that says what would be right. */
    static Reply problem(int status, String title, String detail) {
        var body =
                Json.object(json ->
                        json.text("title", title).number("status", status).text("detail", detail));
        return new Reply(status, "application/problem+json", body, Map.of());
    }

    /** One whose body goes on: {@link Viewers} write it. */
    static Reply stream() {
        return new Reply(200, EVENTS, "", Map.of());
    }

    boolean isStream() {
        return contentType.equals(EVENTS);
    }

    /** The same with one more header, in place of the one that every reply has of that name. */
    Reply with(String header, String value) {
        var all = new HashMap<>(headers);
        all.put(header, value);
        return new Reply(status, contentType, body, all);
    }
}
