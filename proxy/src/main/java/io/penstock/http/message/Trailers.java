package io.penstock.http.message;

import io.netty.buffer.ByteBuf;
import io.penstock.resource.HttpLimits;
import org.jspecify.annotations.Nullable;

/** The fields behind the last chunk (RFC 9110 section 6.5), by the rules for those of a head. */
final class Trailers {
    private final Lines lines = new Lines();
    private final Fields fields = new Fields(lines);
    private @Nullable Malformed malformed;
    private int end;

    void clear(HttpLimits limits) {
        lines.clear(limits.headerBytes());
        fields.clear(limits.headers());
    }

    /** Goes on with these bytes, to the empty line at the most. */
    Progress read(ByteBuf source, int from, int to) {
        int at = from;
        for (; ; ) {
            var progress = scan();
            if (progress != Progress.MORE) {
                end = at - lines.left();
                return progress;
            }
            if (at == to) {
                return progress;
            }
            int copied = lines.fill(source, at, to);
            if (copied == 0) {
                malformed = Malformed.TRAILERS_TOO_LARGE;
                return Progress.REFUSED;
            }
            at += copied;
        }
    }

    private Progress scan() {
        for (; ; ) {
            int to = lines.next();
            if (to == Lines.MORE) {
                return Progress.MORE;
            }
            if (to == lines.start()) {
                return Progress.DONE;
            }
            malformed = to == Lines.WRONG ? lines.wrong() : judge(to);
            if (malformed != null) {
                return Progress.REFUSED;
            }
        }
    }

    private @Nullable Malformed judge(int to) {
        var wrong = fields.add(to);
        if (wrong != null) {
            return wrong == Malformed.TOO_MANY_FIELDS ? Malformed.TOO_MANY_TRAILERS : wrong;
        }
        return fields.name(fields.count() - 1).mayBeTrailer() ? null : Malformed.TRAILER_FIELD;
    }

    /** Behind the empty line, as a place in what was given last. */
    int end() {
        return end;
    }

    @Nullable Malformed malformed() {
        return malformed;
    }

    Fields fields() {
        return fields;
    }
}
