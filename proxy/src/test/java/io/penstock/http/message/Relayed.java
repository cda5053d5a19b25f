package io.penstock.http.message;

import io.penstock.net.Ip;
import io.penstock.resource.Forwarding;
import io.penstock.resource.HttpLimits;
import io.penstock.resource.HttpNames;
import io.penstock.resource.NameRule;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A message as this relay passes it on, by head and body alone.
 *
 * @param passed what the other side gets; empty if the message is not whole, or refused
 * @param line "METHOD target" or the status
 * @param content without framing
 * @param toEnd whether its body ends with the connection
 */
record Relayed(Optional<Malformed> why, String passed, String line, String content, boolean toEnd) {
    private static final Sender CLIENT =
            new Sender(Ip.parse("192.0.2.7").orElseThrow(), false, false);
    private static final HeadRules RULES =
            new HeadRules(
                    Origin.of(false, "origin", 80),
                    new HttpNames(NameRule.PRESERVE, NameRule.REWRITE, NameRule.REWRITE),
                    Forwarding.APPEND);

    boolean isPassed() {
        return !passed.isEmpty();
    }

    private static Relayed nothing(Optional<Malformed> why) {
        return new Relayed(why, "", "", "", false);
    }

    static Relayed request(byte[] bytes, Pieces pieces) {
        var head = new RequestHead();
        var read = HeadRead.of(head, HttpLimits.DEFAULT, bytes, pieces);
        if (read.progress() != Progress.DONE) {
            return nothing(read.why());
        }
        byte[] trace = head.traceId() == null ? Ascii.bytes("trace") : null;
        String written =
                Texts.of(new RequestWriter("penstock").write(head, RULES, CLIENT, trace, false));
        String line = written.substring(0, written.indexOf(" HTTP/1.1\r\n"));
        return body(bytes, read.length(), head.framing(), head.contentLength(), written, line);
    }

    static Relayed answer(byte[] bytes, Pieces pieces, Method request, boolean unframed) {
        var head = new ResponseHead();
        var read = HeadRead.of(head.clear(HttpLimits.DEFAULT, request, true, false), bytes, pieces);
        if (read.progress() != Progress.DONE) {
            return nothing(read.why());
        }
        boolean unframe = unframed && head.framing() == Framing.CHUNKED;
        var out =
                new ResponseWriter("penstock").write(head, RULES, false, Persistence.KEEP, unframe);
        String line = String.valueOf(head.status());
        var framed =
                body(
                        bytes,
                        read.length(),
                        head.framing(),
                        head.contentLength(),
                        Texts.of(out),
                        line);
        if (!unframe || !framed.isPassed()) {
            return framed;
        }
        var passed = Texts.of(out) + framed.content;
        return new Relayed(framed.why, passed, line, framed.content, true);
    }

    private static Relayed body(
            byte[] bytes, int from, Framing framing, long length, String head, String line) {
        byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
        var body = new Body(HttpLimits.DEFAULT);
        body.begin(framing, length);
        var read = BodyRead.bySpans(body, rest, Pieces.whole(rest.length));
        body.begin(framing, length);
        var again = BodyRead.bySpans(body, rest, Pieces.random(rest.length, rest.length));
        if (!read.equals(again)) {
            throw new AssertionError(read + " in one piece, else " + again);
        }
        boolean toEnd = framing == Framing.TO_END;
        if (read.why().isPresent() || !(read.done() || toEnd)) {
            return nothing(read.why());
        }
        String passed = head + new String(rest, 0, read.length(), StandardCharsets.ISO_8859_1);
        return new Relayed(Optional.empty(), passed, line, read.content(), toEnd);
    }
}
