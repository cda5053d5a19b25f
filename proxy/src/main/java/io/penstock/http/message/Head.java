package io.penstock.http.message;

import io.netty.buffer.ByteBuf;
import io.penstock.resource.HttpLimits;
import org.jspecify.annotations.Nullable;

/**
 * What the heads of requests and answers have in common: read in pieces, judged line by line, and
 * what their fields say of the connection and of the body. Used again for the next message; one
 * that is not whole yet keeps its bytes, so whoever waits for more keeps the head.
 */
final class Head {
    /** What is particular to requests, or to answers. */
    interface Kind {
        /** Judges the so-manieth empty line before the first line; what is wrong, or null. */
        @Nullable Malformed emptyLine(int ordinal);

        /** Judges the first line, which is not empty; what is wrong, or null. */
        @Nullable Malformed firstLine(int from, int to);

        /** Judges a field that is not framing nor Connection. */
        @Nullable Malformed field(FieldName name, int field);

        /** Judges all of it, once its fields are judged. */
        @Nullable Malformed whole();

        /** Judges a first line that goes on beyond so many bytes. */
        @Nullable Malformed longFirstLine(int bytes);
    }

    private final Kind kind;
    private final Lines lines = new Lines();
    private final Fields fields = new Fields(lines);
    private final HopOptions hop = new HopOptions();
    private final BodyLength length = new BodyLength();
    private @Nullable Malformed malformed;
    private boolean inFields;
    private int emptyLines;
    private int fieldsFrom;
    private int end;
    private int minor;

    Head(Kind kind) {
        this.kind = kind;
    }

    /** Forgets the message before; the limits are those of the next. */
    void clear(HttpLimits limits) {
        lines.clear(limits.headerBytes());
        fields.clear(limits.headers());
        hop.clear();
        length.clear();
        malformed = null;
        inFields = false;
        emptyLines = 0;
    }

    /** Goes on with these bytes; takes in all of them unless the head ends before. */
    Progress read(ByteBuf source, int from, int to) {
        int at = from;
        for (; ; ) {
            var progress = scan();
            if (progress != Progress.MORE) {
                end = at - lines.left();
                return progress;
            }
            if (at == to) {
                return Progress.MORE;
            }
            int copied = lines.fill(source, at, to);
            if (copied == 0) {
                return refuse(Malformed.HEAD_TOO_LARGE);
            }
            at += copied;
        }
    }

    private Progress scan() {
        for (; ; ) {
            int to = lines.next();
            if (to < 0) {
                var wrong = to == Lines.WRONG ? lines.wrong() : unfinished();
                return wrong == null ? Progress.MORE : refuse(wrong);
            }
            var wrong = line(lines.start(), to);
            if (wrong != null) {
                return refuse(wrong);
            }
            if (inFields && to == lines.start()) {
                wrong = judge();
                return wrong == null ? Progress.DONE : refuse(wrong);
            }
        }
    }

    private @Nullable Malformed unfinished() {
        return inFields ? null : kind.longFirstLine(lines.left());
    }

    private @Nullable Malformed line(int from, int to) {
        if (inFields) {
            return from == to ? null : fields.add(to);
        }
        if (from == to) {
            return kind.emptyLine(++emptyLines);
        }
        inFields = true;
        fieldsFrom = to + 2;
        return kind.firstLine(from, to);
    }

    private @Nullable Malformed judge() {
        for (int i = 0; i < fields.count(); i++) {
            var name = fields.name(i);
            if (name != FieldName.OTHER) {
                var wrong =
                        switch (name) {
                            case CONNECTION -> hop.read(fields, i);
                            case CONTENT_LENGTH -> length.contentLength(fields, i);
                            case TRANSFER_ENCODING -> length.transferEncoding(fields, i);
                            default -> kind.field(name, i);
                        };
                if (wrong != null) {
                    return wrong;
                }
            }
        }
        var wrong = length.check(minor);
        return wrong == null ? kind.whole() : wrong;
    }

    private Progress refuse(Malformed why) {
        malformed = why;
        return Progress.REFUSED;
    }

    /**
     * The version that ends at that place: sets the minor one, which must be 0 or 1.
     *
     * @param from where it begins; eight bytes
     * @return what is wrong, or null
     */
    @Nullable Malformed version(int from, int to) {
        byte[] b = lines.bytes();
        boolean shaped =
                to - from == 8
                        && b[from] == 'H'
                        && b[from + 1] == 'T'
                        && b[from + 2] == 'T'
                        && b[from + 3] == 'P'
                        && b[from + 4] == '/'
                        && Ascii.isDigit(b[from + 5])
                        && b[from + 6] == '.'
                        && Ascii.isDigit(b[from + 7]);
        if (!shaped) {
            return Malformed.VERSION;
        }
        minor = b[from + 7] - '0';
        return b[from + 5] == '1' && minor <= 1 ? null : Malformed.VERSION_NOT_SERVED;
    }

    /** Where the head ended, as a place in what was given last. */
    int end() {
        return end;
    }

    /** Why it was refused. */
    Malformed malformed() {
        if (malformed == null) {
            throw new IllegalStateException("the head was not refused");
        }
        return malformed;
    }

    /** 0 or 1: of HTTP/1.0 and HTTP/1.1. */
    int minor() {
        return minor;
    }

    byte[] bytes() {
        return lines.bytes();
    }

    Fields fields() {
        return fields;
    }

    /** Where the first field begins, or the empty line if there is none. */
    int fieldsFrom() {
        return fieldsFrom;
    }

    boolean persists() {
        return hop.persists(minor);
    }

    boolean namesUpgrade() {
        return hop.upgrade();
    }

    boolean isChunked() {
        return length.isChunked();
    }

    /** The Content-Length, or negative. */
    long contentLength() {
        return length.length();
    }
}
