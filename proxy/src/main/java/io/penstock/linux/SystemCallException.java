package io.penstock.linux;

import java.io.IOException;

/** What the kernel refused, and the errno it gave. */
public final class SystemCallException extends IOException {
    private static final long serialVersionUID = 1;

    private final int errno;

    /**
     * @param call its name, such as {@code bind}
     * @param errno positive
     */
    SystemCallException(String call, int errno) {
        super(call + ": " + Errno.text(errno));
        this.errno = errno;
    }

    /** One of {@link Errno}, or another positive number. */
    public int errno() {
        return errno;
    }
}
