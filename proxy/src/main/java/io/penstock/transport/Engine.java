package io.penstock.transport;

/** How the loops write small pieces. */
public sealed interface Engine {
    /** Those of one round of events together, by io_uring. */
    record IoUring() implements Engine {}

    /**
     * The same by Linux's older asynchronous I/O.
     *
     * @param why io_uring is not used, in words for a log
     */
    record Aio(String why) implements Engine {}

    /**
     * Each by a system call of its own.
     *
     * @param why not together, in words for a log
     */
    record Epoll(String why) implements Engine {}

    /** Which is wanted. */
    enum Wanted {
        /** By io_uring, else by AIO, else each by itself: the first that is to be had. */
        BEST,
        /** That by the older asynchronous I/O, where it is to be had. */
        AIO,
        /** The plain one. */
        EPOLL
    }

    /** Its name in metrics. */
    default String label() {
        return switch (this) {
            case IoUring() -> "io_uring";
            case Aio _ -> "aio";
            case Epoll _ -> "epoll";
        };
    }

    /** The same for people, with the reason. */
    default String text() {
        return switch (this) {
            case IoUring() -> label();
            case Aio(var why) -> label() + " (no io_uring: " + why + ")";
            case Epoll(var why) -> label() + " (" + why + ")";
        };
    }
}
