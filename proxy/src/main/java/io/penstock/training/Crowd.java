package io.penstock.training;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** A few clients at a time. */
final class Crowd {
    private static final int CLIENTS = 4;

    private Crowd() {}

    /** What one client does. */
    interface Visit {
        void make() throws IOException, InterruptedException;
    }

    /**
     * Has each client visit so many times, one visit after the other. Waits for them.
     *
     * @throws IOException if a visit of one went wrong
     */
    static void each(int times, Visit visit) throws IOException, InterruptedException {
        Callable<Void> visits =
                () -> {
                    for (int i = 0; i < times; i++) {
                        visit.make();
                    }
                    return null;
                };
        var clients = IntStream.range(0, CLIENTS).mapToObj(_ -> visits).toList();
        try (var threads = Executors.newFixedThreadPool(CLIENTS)) {
            for (Future<Void> done : threads.invokeAll(clients)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a client of the training: " + e.getCause(), e);
        }
    }
}
