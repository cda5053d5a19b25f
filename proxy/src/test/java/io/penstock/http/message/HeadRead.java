package io.penstock.http.message;

import io.netty.buffer.ByteBuf;
import io.penstock.resource.HttpLimits;
import java.util.Optional;

/**
 * What reading a head came to.
 *
 * @param progress how far it came
 * @param why it was refused
 * @param length of the head, if it is whole
 */
record HeadRead(Progress progress, Optional<Malformed> why, int length) {
    private static final HeadRead MORE = new HeadRead(Progress.MORE, Optional.empty(), 0);

    private interface Step {
        Progress read(ByteBuf memory, int from, int to);
    }

    static HeadRead of(RequestHead head, HttpLimits limits, byte[] message, Pieces pieces) {
        head.clear(limits);
        return of(head::read, head.head(), message, pieces);
    }

    /** The head is cleared already: that takes what the request was. */
    static HeadRead of(ResponseHead head, byte[] message, Pieces pieces) {
        return of(head::read, head.head(), message, pieces);
    }

    private static HeadRead of(Step step, Head head, byte[] message, Pieces pieces) {
        var read = new HeadRead[] {MORE};
        pieces.feed(
                message,
                (memory, from, to, before) -> {
                    read[0] =
                            switch (step.read(memory, from, to)) {
                                case MORE -> MORE;
                                case DONE -> whole(before + head.end() - from);
                                case REFUSED -> refused(head.malformed());
                            };
                    return read[0].progress == Progress.MORE;
                });
        return read[0];
    }

    static HeadRead whole(int length) {
        return new HeadRead(Progress.DONE, Optional.empty(), length);
    }

    static HeadRead refused(Malformed why) {
        return new HeadRead(Progress.REFUSED, Optional.of(why), 0);
    }
}
