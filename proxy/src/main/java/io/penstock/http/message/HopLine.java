package io.penstock.http.message;

/** Writes a Connection field of as many names as there are, or none. */
final class HopLine {
    private final Out out;
    private boolean begun;

    HopLine(Out out) {
        this.out = out;
    }

    HopLine name(boolean there, Word name) {
        if (there) {
            out.put(begun ? Word.COMMA : Word.CONNECTION).put(name);
            begun = true;
        }
        return this;
    }

    void end() {
        if (begun) {
            out.put(Word.CRLF);
        }
    }
}
