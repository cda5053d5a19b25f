package io.penstock.admin;

import io.penstock.metrics.Exposition;
import java.util.HashMap;
import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param headers beside those that every reply has
 */
record Reply(int status, String contentType, Body body, Map<String, String> headers) {
    private static final String EVENTS = "text/event-stream";
    private static final String JSON = "application/json; charset=utf-8";

    /** What follows the head. */
    sealed interface Body {
        /** All of it. */
        record Whole(String text) implements Body {}

        /** What {@link Pages} write. */
        record Paged(Exposition exposition) implements Body {}

        /** What {@link Viewers} write, until somebody ends it. */
        record Events() implements Body {}
    }

    /** With this body. */
    Reply(int status, String contentType, String body, Map<String, String> headers) {
        this(status, contentType, new Body.Whole(body), headers);
    }

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

    /** Metrics. */
    static Reply paged(Exposition exposition) {
        return new Reply(200, exposition.contentType(), new Body.Paged(exposition), Map.of());
    }

    /** One that goes on. */
    static Reply stream() {
        return new Reply(200, EVENTS, new Body.Events(), Map.of());
    }

    /** The same with one more header, in place of the one that every reply has of that name. */
    Reply with(String header, String value) {
        var all = new HashMap<>(headers);
        all.put(header, value);
        return new Reply(status, contentType, body, all);
    }
}
