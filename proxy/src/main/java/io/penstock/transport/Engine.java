package io.penstock.transport;

/** How the loops write small pieces. */
public sealed interface Engine {
    /** Those of one round of events together, by io_uring. */
    record IoUring() implements Engine {}

    /**
     * Each by a system call of its own.
     *
     * @param why io_uring is not used, in words for a log
     */
    record Epoll(String why) implements Engine {}

    /** Its name in metrics. */
    default String label() {
        return switch (this) {
            case IoUring() -> "io_uring";
            case Epoll _ -> "epoll";
        };
    }

    /** The same for people, with the reason. */
    default String text() {
        return switch (this) {
            case IoUring() -> label();
            case Epoll(var why) -> label() + " (no io_uring: " + why + ")";
        };
    }
}
