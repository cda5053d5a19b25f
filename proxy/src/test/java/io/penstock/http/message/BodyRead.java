package io.penstock.http.message;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What walking over a body came to.
 *
 * @param length of the message, in bytes, as far as it was walked
 * @param content without the framing
 * @param why it is malformed
 */
record BodyRead(boolean done, int length, String content, Optional<Malformed> why) {
    /** Walks over a message that was begun, span by span of its content. */
    static BodyRead bySpans(Body body, byte[] message, Pieces pieces) {
        return of(body, message, pieces, true);
    }

    /** The same over all of each piece at once; the content is not looked at. */
    static BodyRead byPieces(Body body, byte[] message, Pieces pieces) {
        return of(body, message, pieces, false);
    }

    private static BodyRead of(Body body, byte[] message, Pieces pieces, boolean spans) {
        var content = new StringBuilder();
        int[] length = {0};
        pieces.feed(
                message,
                (memory, from, to, before) -> {
                    int at = from;
                    while (at >= 0 && at < to && !body.isDone()) {
                        if (spans) {
                            at = body.step(memory, at, to);
                            if (at >= 0) {
                                content.append(
                                        memory.toString(
                                                body.dataFrom(),
                                                body.dataTo() - body.dataFrom(),
                                                StandardCharsets.ISO_8859_1));
                            }
                        } else {
                            at = body.walk(memory, at, to);
                        }
                    }
                    length[0] = at < 0 ? Body.WRONG : before + at - from;
                    return at >= 0 && !body.isDone();
                });
        return new BodyRead(
                body.isDone(),
                length[0],
                content.toString(),
                length[0] < 0 ? Optional.of(body.malformed()) : Optional.empty());
    }
}
