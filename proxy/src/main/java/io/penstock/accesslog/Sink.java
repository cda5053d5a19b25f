package io.penstock.accesslog;

import java.io.IOException;
import java.nio.file.Path;

/** Where lines go. Used by one thread at a time; only its writes may block. */
interface Sink {
    /** Writes whole lines; after an exception some of them may have been written. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    /** Looks whether what it writes to is still the right thing; called about once a second. */
    void look() throws IOException;

    /** Closes what it had opened. */
    void close() throws IOException;

    /** What became of opening one. */
    sealed interface Opened {
        /** It takes lines; who opened it must close it. */
        record Open(Sink sink) implements Opened {}

        /** It cannot be opened; a sentence says why, and what would be right. */
        record Refused(String problem) implements Opened {}
    }

    /** Appends to a file. */
    static Opened file(String path) {
        var file = Path.of(path);
        try {
            return new Opened.Open(new FileSink(file));
        } catch (IOException e) {
            return new Opened.Refused(FileSink.problem(file, e));
        }
    }
}
