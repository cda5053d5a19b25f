package io.penstock;

import io.penstock.admin.Readiness;
import java.util.concurrent.CompletableFuture;

/** How far along an appliance is, and what it was asked to do. Any thread. */
final class Lifecycle {
    private final CompletableFuture<Void> drainWanted = new CompletableFuture<>();
    private final CompletableFuture<Void> stopWanted = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Readiness readiness = Readiness.STARTING;

    Readiness readiness() {
        return readiness;
    }

    boolean isReady() {
        return readiness == Readiness.READY;
    }

    void serves() {
        readiness = Readiness.READY;
    }

    void drains() {
        readiness = Readiness.DRAINING;
    }

    /** Asks for a drain; once is enough. */
    void wantDrain() {
        drainWanted.complete(null);
    }

    /** Asks to stop at once. */
    void wantStop() {
        stopWanted.complete(null);
        drainWanted.complete(null);
    }

    /** Completes when somebody wants a drain. */
    CompletableFuture<Void> drainWanted() {
        return drainWanted;
    }

    /** Completes when somebody wants it to stop at once. */
    CompletableFuture<Void> stopWanted() {
        return stopWanted;
    }

    /** Completes when everything is closed. */
    CompletableFuture<Void> ended() {
        return ended;
    }
}
