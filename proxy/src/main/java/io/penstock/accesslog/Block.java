package io.penstock.accesslog;

import io.penstock.passage.ConnectionRecord;
import io.penstock.passage.RequestRecord;
import io.penstock.passage.Told;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lines that lie one behind the other, ready to be written. It has one owner at a time, who alone
 * may touch it: a {@link Lane} while it is filled, then the {@link Writer}.
 */
final class Block {
    static final int BYTES = 64 * 1024;

    /** Few lines are longer; with one that is it grows. */
    private static final int LINE = 2 * 1024;

    /** A line feed stands in front, for after a write that failed. */
    private static final int FRONT = 1;

    private final Json json = new Json(BYTES);
    private int lines;
    private int lost;
    private @Nullable Throwable fault;

    /** What the lane filled before this one, and the writer has not taken yet. */
    @Nullable Block older;

    Block() {
        json.raw('\n');
    }

    /** Whether the next line should go to another. */
    boolean isFull() {
        return json.length() > BYTES - LINE;
    }

    /** Whether a long line has made it larger than the others. */
    boolean isGrown() {
        return json.capacity() > BYTES;
    }

    /** Adds a line. What goes wrong is kept for the writer to tell: a loop does not write logs. */
    void add(Told record) {
        int begin = json.length();
        try {
            switch (record) {
                case ConnectionRecord connection -> Line.append(connection, json);
                case RequestRecord request -> RequestLine.append(request, json);
            }
            lines++;
        } catch (RuntimeException | Error e) { // a fault of ours must not end a connection's story
            json.cut(begin);
            lost++;
            fault = e;
        }
    }

    int lines() {
        return lines;
    }

    /** Records that could not be made a line. */
    int lost() {
        return lost;
    }

    /** Why the last of them could not. */
    @Nullable Throwable fault() {
        return fault;
    }

    /** Gives all lines to a sink. */
    void writeTo(Sink sink, boolean afterFailure) throws IOException {
        json.writeTo(sink, afterFailure ? 0 : FRONT);
    }

    /** Ready to be filled anew. */
    void clear() {
        json.cut(FRONT);
        lines = 0;
        lost = 0;
        fault = null;
        older = null;
    }
}
