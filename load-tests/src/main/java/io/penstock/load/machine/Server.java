package io.penstock.load.machine;

import java.util.List;

/** Something that runs and serves, and is ended by {@link #close}. */
public interface Server extends AutoCloseable {
    /** Its processes as they are now. */
    List<Long> pids();

    /** Whether it runs. */
    boolean isAlive();

    /** The end of what it said. */
    String lastWords();

    @Override
    void close();
}
