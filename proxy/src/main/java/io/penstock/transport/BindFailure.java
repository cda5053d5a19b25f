package io.penstock.transport;

import io.netty.channel.unix.Errors.NativeIoException;
import io.penstock.linux.Errno;
import io.penstock.linux.SystemCallException;
import io.penstock.net.IpPort;

/** Why an address could not be bound. */
public enum BindFailure {
    /** Somebody has the port. */
    ADDRESS_IN_USE,
    /** The host does not have the address. */
    ADDRESS_NOT_AVAILABLE,
    /** A port below {@code ip_unprivileged_port_start}, and no right to it. */
    PERMISSION,
    /** No descriptor or no memory for one more socket. */
    OUT_OF_DESCRIPTORS,
    /** An IPv6 address, and the host has IPv6 switched off. */
    NO_IPV6,
    /** What the text says. */
    OTHER;

    /** What lies in an exception of a bind, ours or Netty's. */
    public static BindFailure of(Throwable failure) {
        return switch (errno(failure)) {
            case Errno.EADDRINUSE -> ADDRESS_IN_USE;
            case Errno.EADDRNOTAVAIL -> ADDRESS_NOT_AVAILABLE;
            case Errno.EACCES, Errno.EPERM -> PERMISSION;
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM -> OUT_OF_DESCRIPTORS;
            case Errno.EAFNOSUPPORT -> NO_IPV6;
            default -> OTHER;
        };
    }

    /** The errno that is wrapped, or 0 if none is named. */
    private static int errno(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SystemCallException refused) {
                return refused.errno();
            }
            if (each instanceof NativeIoException refused) {
                return -refused.expectedErr();
            }
        }
        return 0;
    }

    /** What to do about it, to be put after what happened; empty if that is not known. */
    public String remedy(IpPort at) {
        return switch (this) {
            case ADDRESS_IN_USE -> "; stop who has it, or name another address or port";
            case ADDRESS_NOT_AVAILABLE ->
                    "; this host does not have the address: ip addr add "
                            + at.ip()
                            + (at.ip().isV4()
                                    ? "/32 dev <device>"
                                    : "/128 dev <device> (with IPv6 on; a container's network"
                                            + " must have it, too)");
            case PERMISSION ->
                    "; ports below net.ipv4.ip_unprivileged_port_start need the capability"
                            + " NET_BIND_SERVICE";
            case OUT_OF_DESCRIPTORS -> "; raise the limit of open files (ulimit -n)";
            case NO_IPV6 ->
                    "; IPv6 is switched off here (in a container: by its network): name an IPv4"
                            + " address, or switch it on";
            case OTHER -> "";
        };
    }
}
