package io.penstock.command;

/** Exit codes, after sysexits.h where that has one. */
public final class Exit {
    /** It was done. */
    public static final int OK = 0;

    /** It could not be done, or the answer is no. */
    public static final int FAILED = 1;

    /** The command line is wrong (EX_USAGE). */
    public static final int USAGE = 64;

    /** The appliance does not answer (EX_UNAVAILABLE). */
    public static final int UNAVAILABLE = 69;

    /** The configuration is wrong (EX_CONFIG). */
    public static final int CONFIG = 78;

    private Exit() {}
}
