package io.penstock.http;

/** Writes a Connection field of as many names as there are, or none. */
final class HopLine {
    private final Out out;
    private boolean begun;

    HopLine(Out out) {
        this.out = out;
    }

    HopLine name(boolean there, byte[] name) {
        if (there) {
            out.put(begun ? Words.COMMA : Words.CONNECTION).put(name);
            begun = true;
        }
        return this;
    }

    void end() {
        if (begun) {
            out.put(Words.CRLF);
        }
    }
}
