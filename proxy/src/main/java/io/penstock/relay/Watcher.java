package io.penstock.relay;

/** Who is told of a socket's events. On the loop. */
public interface Watcher {
    /**
     * There are events: {@link Events#IN} and {@link Events#OUT} if they are wanted, {@link
     * Events#ERR} and {@link Events#HUP} once for each time that they happen.
     */
    void ready(Wire wire, int events);

    /**
     * What was {@link Wire#put} has gone out, or a part of it; for who puts.
     *
     * @param from where it lies in the loop's buffer, for the time of this call
     * @param taken the bytes taken, or {@link Wire#GONE}
     */
    default void written(Wire wire, int from, int to, int taken) {
        throw new IllegalStateException("this watcher has put nothing");
    }

    /**
     * It was to {@link Wire#connect}, and the kernel has answered; for who connects.
     *
     * @param errno 0 if it is connected, {@code EINPROGRESS} if {@link Events#OUT} will tell
     */
    default void begun(Wire wire, int errno) {
        throw new IllegalStateException("this watcher has connected nothing");
    }

    /**
     * {@link #ready}, {@link #written} or {@link #begun} threw: a fault of ours. The log has it;
     * end what hangs on the socket.
     */
    void failed(Wire wire);

    /** The loop stops: end what hangs on the socket. */
    default void stop(Wire wire) {
        failed(wire);
    }
}
