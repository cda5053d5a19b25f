package io.penstock;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what was opened, the last first. One part that fails does not keep the others open. */
final class Closing {
    private static final Logger log = LoggerFactory.getLogger(Closing.class);
    private static final int PATIENCE_SECONDS = 10;

    private final Deque<Part> parts = new ArrayDeque<>();

    private record Part(String name, AutoCloseable close) {}

    /** Begins something that tells when it is done. */
    interface Ending {
        CompletionStage<?> begin();
    }

    /** Takes a part that is to be closed in the end. */
    synchronized void add(String name, AutoCloseable part) {
        parts.push(new Part(name, part));
    }

    /** Takes a part whose closing goes on after the call that begins it; it is waited for. */
    synchronized void addAsync(String name, Ending ending) {
        add(name, () -> await(ending.begin()));
    }

    /** Closes all; a second call finds nothing left. */
    synchronized void close() {
        while (!parts.isEmpty()) {
            var part = parts.pop();
            try {
                part.close().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                log.warn("interrupted while closing {}", part.name());
            } catch (Exception e) { // the last edge: the others are to be closed all the same
                log.error("closing {} failed", part.name(), e);
            }
        }
    }

    private static void await(CompletionStage<?> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
