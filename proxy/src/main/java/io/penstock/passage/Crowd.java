package io.penstock.passage;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many connections there are on all loops, and when the last one has left. Any thread. */
final class Crowd {
    private final AtomicInteger size = new AtomicInteger();
    private volatile @Nullable CompletableFuture<Void> dispersed;

    void entered() {
        size.incrementAndGet();
    }

    void left() {
        if (size.decrementAndGet() == 0) {
            complete(dispersed);
        }
    }

    int size() {
        return size.get();
    }

    /** Completes when there is none, now or later. For when no more come. */
    CompletableFuture<Void> dispersed() {
        var awaited = new CompletableFuture<Void>();
        dispersed = awaited;
        if (size.get() == 0) {
            awaited.complete(null);
        }
        return awaited;
    }

    private static void complete(@Nullable CompletableFuture<Void> awaited) {
        if (awaited != null) {
            awaited.complete(null);
        }
    }
}
