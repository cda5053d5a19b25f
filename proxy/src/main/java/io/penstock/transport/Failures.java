package io.penstock.transport;

import io.netty.channel.unix.Errors.NativeIoException;
import io.penstock.linux.Errno;

/** What lies in Netty's exceptions. */
final class Failures {
    private Failures() {}

    /** The errno that Netty wrapped, or 0 if it names none. */
    static int errno(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof NativeIoException io) {
                return -io.expectedErr();
            }
        }
        return 0;
    }

    /** The system's words for it, or the exception's own. */
    static String text(Throwable failure) {
        int errno = errno(failure);
        return errno == 0 ? failure.toString() : Errno.text(errno);
    }
}
