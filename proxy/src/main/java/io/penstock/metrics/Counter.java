package io.penstock.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts what it is told. Any thread; threads that count at once do not wait for each other. */
final class Counter implements Series {
    private final byte[] more;
    private final LongAdder count = new LongAdder();

    /** At zero, with these further labels. */
    Counter(byte[] more) {
        this.more = more;
    }

    void increment() {
        count.increment();
    }

    void increment(long by) {
        count.add(by);
    }

    /** As it stands now. */
    long count() {
        return count.sum();
    }

    @Override
    public void write(Page page, Family family, byte[] object) {
        page.append(family.name()).append(object).append(more).append(count.sum()).endLine();
    }
}
