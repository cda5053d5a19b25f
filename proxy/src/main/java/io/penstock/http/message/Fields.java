package io.penstock.http.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The field lines of one head or trailer section, as places in its {@link Lines}. Each is held to
 * RFC 9112 section 5: a token, the colon right behind it, a value on one line.
 */
public final class Fields {
    private static final int PLACES = 3; // name's end, value's start, value's end
    private static final int FIRST = 16;

    private final Lines lines;
    private int limit;
    private int[] starts = new int[FIRST + 1];
    private int[] places = new int[FIRST * PLACES];
    private FieldName[] names = new FieldName[FIRST];
    private boolean[] hop = new boolean[FIRST];
    private int count;

    Fields(Lines lines) {
        this.lines = lines;
    }

    /** Forgets them all; takes so many from now on. */
    void clear(int most) {
        limit = most;
        count = 0;
    }

    /** Takes in the line that {@link Lines#next} found; what is wrong with it, or null. */
    @Nullable Malformed add(int end) {
        byte[] b = lines.bytes();
        int start = lines.start();
        int colon = start;
        while (colon < end && Ascii.isToken(b[colon])) {
            colon++;
        }
        if (colon == end || colon == start || b[colon] != ':') {
            return noName(b, start, colon, end);
        }
        if (count >= limit) {
            return Malformed.TOO_MANY_FIELDS;
        }
        if (count == names.length) {
            grow();
        }
        int from = Ascii.skipSpace(b, colon + 1, end);
        int to = Ascii.dropSpace(b, from, end);
        starts[count] = start;
        starts[count + 1] = end + 2;
        places[count * PLACES] = colon;
        places[count * PLACES + 1] = from;
        places[count * PLACES + 2] = to;
        names[count] = FieldName.of(b, start, colon);
        hop[count] = false;
        count++;
        return null;
    }

    private static Malformed noName(byte[] b, int start, int at, int end) {
        if (Ascii.isSpace(b[start])) {
            return Malformed.FOLDED;
        }
        int colon = at;
        while (colon < end && b[colon] != ':') {
            colon++;
        }
        if (colon == end) {
            return Malformed.NO_COLON;
        }
        return at > start && Ascii.isSpace(b[at])
                ? Malformed.SPACE_BEFORE_COLON
                : Malformed.FIELD_NAME;
    }

    private void grow() {
        int room = Math.min(limit, count * 2);
        starts = Arrays.copyOf(starts, room + 1);
        places = Arrays.copyOf(places, room * PLACES);
        names = Arrays.copyOf(names, room);
        hop = Arrays.copyOf(hop, room);
    }

    /** How many lines there are. They are counted from 0 in the order they came. */
    public int count() {
        return count;
    }

    /** What the places are places in. */
    public byte[] bytes() {
        return lines.bytes();
    }

    /** Which one it is. */
    public FieldName name(int field) {
        return names[field];
    }

    /** Where its line, and so its name, begins. */
    public int nameFrom(int field) {
        return starts[field];
    }

    /** Where its name ends, at its colon. */
    public int nameTo(int field) {
        return places[field * PLACES];
    }

    /** Its value without the white space around it. */
    public int valueFrom(int field) {
        return places[field * PLACES + 1];
    }

    /** Where its value ends. */
    public int valueTo(int field) {
        return places[field * PLACES + 2];
    }

    /** Behind its CRLF. */
    int lineTo(int field) {
        return starts[field + 1];
    }

    boolean valueIs(int field, byte[] lower) {
        return Ascii.is(lines.bytes(), valueFrom(field), valueTo(field), lower);
    }

    /** Whether a list has this element, parameters aside. */
    boolean lists(int field, byte[] lower) {
        byte[] b = lines.bytes();
        int to = valueTo(field);
        int at = valueFrom(field);
        while (at < to) {
            int from = at;
            while (at < to && Ascii.isToken(b[at])) {
                at++;
            }
            if (Ascii.is(b, from, at, lower)) {
                return true;
            }
            while (at < to && b[at] != ',') {
                at++;
            }
            at = Ascii.skipSpace(b, at + 1, to);
        }
        return false;
    }

    /** Whether the field was meant for us alone, because Connection names it. */
    public boolean isForThisHop(int field) {
        return hop[field];
    }

    /** Whether it goes on to the next reader, as far as nothing particular is known of it. */
    boolean passes(int field) {
        return !names[field].isOfOneHop() && !hop[field];
    }

    /** Marks every field of that name, which stands in the bytes, as meant for us alone. */
    void markForThisHop(int nameFrom, int nameTo) {
        int length = nameTo - nameFrom;
        for (int i = 0; i < count; i++) {
            if (nameTo(i) - starts[i] == length
                    && Ascii.same(lines.bytes(), starts[i], nameFrom, length)) {
                hop[i] = true;
            }
        }
    }
}
