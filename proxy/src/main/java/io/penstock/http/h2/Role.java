package io.penstock.http.h2;

import io.penstock.http.line.Line;

/** What a side does with the streams of its connection. On the loop. */
public interface Role {
    /**
     * The other side has begun a stream.
     *
     * @param stream is the role's from here on, which gives it a user
     * @return whether it may; if not, the stream is as good as closed
     */
    boolean begun(Line stream);

    /** A stream has begun, whose head was too large to be read: it is to be answered. */
    void overlong(Line stream);

    /** The other side will take, or make, no new streams beyond those that are. */
    void leaving();

    /** Penstock gives the connection up; {@link #over} follows. Told once. */
    void broken(Breach why);

    /** A line was closed, or the stream of one that was, so that there may be fewer. */
    void left();

    /** The connection is no more. */
    void over(boolean reset);
}
