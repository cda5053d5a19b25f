package io.penstock.relay;

/** What a wire tells of, as bits of one number, and what can be asked of it. As epoll has them. */
public final class Events {
    /** Something to read, or the end. */
    public static final int IN = 0x1;

    /** Room to write, or connected. */
    public static final int OUT = 0x4;

    /** An error is pending on the socket. Cannot be left out. */
    public static final int ERR = 0x8;

    /** Both directions are shut. Cannot be left out. */
    public static final int HUP = 0x10;

    private Events() {}
}
