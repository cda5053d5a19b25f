package io.penstock.http.message;

import org.jspecify.annotations.Nullable;

/**
 * The extensions of one chunk (RFC 9112 section 7.1.1), from the semicolon to the CR: names, each
 * with a token or a quoted string, nothing between. Kept to their grammar since readers differ in
 * where they think that the line ends.
 */
final class ChunkExtension {
    private enum State {
        NAME_FIRST,
        NAME,
        VALUE_FIRST,
        VALUE,
        QUOTED,
        ESCAPED,
        AFTER_QUOTE
    }

    /** Enough for a signature; of one chunk, since a body may be signed chunk by chunk. */
    private static final int MOST_BYTES = 512;

    private State state = State.NAME_FIRST;
    private int seen;

    void clear() {
        state = State.NAME_FIRST;
        seen = 0;
    }

    /** Whether the line may end here. */
    boolean mayEnd() {
        return state == State.NAME || state == State.VALUE || state == State.AFTER_QUOTE;
    }

    /** Takes one byte that is no CR; what is wrong with it, or null. */
    @Nullable Malformed take(byte c) {
        var next = ++seen > MOST_BYTES ? null : after(c);
        if (next == null) {
            return switch (c) {
                case '\n' -> Malformed.BARE_LF;
                case 0 -> Malformed.NUL;
                default -> Malformed.CHUNK_EXTENSION;
            };
        }
        state = next;
        return null;
    }

    private @Nullable State after(byte c) {
        boolean token = Ascii.isToken(c);
        return switch (state) {
            case NAME_FIRST -> token ? State.NAME : null;
            case NAME -> token ? State.NAME : c == '=' ? State.VALUE_FIRST : another(c);
            case VALUE_FIRST -> token ? State.VALUE : c == '"' ? State.QUOTED : null;
            case VALUE -> token ? State.VALUE : another(c);
            case QUOTED -> quoted(c);
            case ESCAPED -> isQuotable(c) ? State.QUOTED : null;
            case AFTER_QUOTE -> another(c);
        };
    }

    private static @Nullable State another(byte c) {
        return c == ';' ? State.NAME_FIRST : null;
    }

    private static @Nullable State quoted(byte c) {
        return switch (c) {
            case '"' -> State.AFTER_QUOTE;
            case '\\' -> State.ESCAPED;
            default -> isQuotable(c) ? State.QUOTED : null;
        };
    }

    /** Not what is no ASCII: a reader was seen to fail on it. */
    private static boolean isQuotable(byte c) {
        return c >= 0 && Ascii.isText(c);
    }
}
