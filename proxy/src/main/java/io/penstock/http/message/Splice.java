package io.penstock.http.message;

/** Copies the fields of a head but some, in runs as long as they can be. */
final class Splice {
    private final Out out;
    private final Fields fields;
    private final byte[] bytes;
    private int copied;

    Splice(Out out, Fields fields) {
        this.out = out;
        this.fields = fields;
        this.bytes = fields.bytes();
        this.copied = fields.count() == 0 ? 0 : fields.nameFrom(0);
    }

    /** Leaves out a field; they come in their order. */
    void drop(int field) {
        out.put(bytes, copied, fields.nameFrom(field));
        copied = fields.lineTo(field);
    }

    /**
     * Copies a field whose value is a list that is not empty; the caller writes one more element.
     */
    void beginAppend(int field) {
        out.put(bytes, copied, fields.valueTo(field)).put(Word.COMMA);
        copied = fields.lineTo(field);
    }

    /** Copies a field's name; the caller writes its value. */
    void beginValue(int field) {
        out.put(bytes, copied, fields.valueFrom(field));
        copied = fields.lineTo(field);
    }

    /** What the caller writes is whole. */
    void endValue() {
        out.put(Word.CRLF);
    }

    /** Copies the rest. */
    void end() {
        if (fields.count() > 0) {
            out.put(bytes, copied, fields.lineTo(fields.count() - 1));
        }
    }
}
