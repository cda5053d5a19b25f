package io.penstock.metrics;

import java.util.Arrays;

/** The series of one metric and one object. Added to by any thread, written by any other. */
final class Group {
    private final Family family;
    private final byte[] opening;
    private volatile Series[] series = new Series[1]; // written when it is filled
    private volatile int size; // written after what it counts, read before it

    /** Without any; with the object's labels. */
    Group(Family family, byte[] opening) {
        this.family = family;
        this.opening = opening;
    }

    synchronized void add(Series more) {
        int count = size;
        var all = series;
        if (count == all.length) {
            all = Arrays.copyOf(all, count + count / 2 + 1);
        }
        all[count] = more;
        series = all;
        size = count + 1;
    }

    void write(Page page) {
        int count = size;
        var all = series;
        for (int i = 0; i < count; i++) {
            all[i].write(page, family, opening);
        }
    }
}
