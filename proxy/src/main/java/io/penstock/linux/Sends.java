package io.penstock.linux;

/**
 * Many sends in one system call. None waits for its socket, so each is over when {@link #submit}
 * returns, as if it had been made by itself: nothing stays under way in the kernel, and a socket
 * may be closed whenever no call is made. One thread at a time. Whoever opens one closes it.
 */
public sealed interface Sends extends AutoCloseable permits CallRing, AioSends {
    /** So many fit in one. */
    int MOST = 256;

    /** What became of a wish to open one. */
    sealed interface Opening<S extends Sends> {
        /** It is open. The receiver closes it. */
        record Opened<S extends Sends>(S sends) implements Opening<S> {}

        /** It is not, and nothing is left open; why, in words for a log. */
        record Refused<S extends Sends>(String reason) implements Opening<S> {}
    }

    /**
     * Takes in a send.
     *
     * @param socket an open TCP socket that does not block
     * @param address where the bytes are; they have to stay until {@link #submit} returns
     * @return its number, for {@link #result}
     * @throws IllegalStateException if {@link #MOST} are in already
     */
    int send(int socket, long address, int bytes);

    /** Makes all that was taken in since the last time, in that order. */
    void submit();

    /**
     * What became of one that was submitted last.
     *
     * @return the bytes taken, or the negative errno: {@code -EAGAIN} if it has to be tried again
     */
    int result(int number);

    /** Gives it back to the kernel. */
    @Override
    void close();
}
