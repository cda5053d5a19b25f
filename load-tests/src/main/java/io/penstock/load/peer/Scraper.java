package io.penstock.load.peer;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Asks for metrics each second, as Prometheus would, only more often. */
final class Scraper implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final ScheduledExecutorService each = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final HttpRequest request;

    Scraper(String address) {
        this.request =
                HttpRequest.newBuilder(
                                URI.create("http://%s:%d/metrics".formatted(address, Port.ADMIN)))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        var _ = each.scheduleAtFixedRate(this::scrape, 0, 1, TimeUnit.SECONDS);
    }

    private void scrape() {
        var _ = ask();
    }

    private CompletableFuture<Void> ask() {
        return client.sendAsync(request, BodyHandlers.ofByteArray())
                .thenAccept(answer -> {
                    boolean good = answer.statusCode() == 200 && answer.body().length > 0;
                    (good ? answered : failed).incrementAndGet();
                })
                .exceptionally(_ -> {
                    failed.incrementAndGet();
                    return null;
                });
    }

    /**
     * Asks again as soon as there is an answer, for so long: in a few seconds as often as
     * Prometheus does in hours. Waits for the last answer, good or not.
     */
    void askContinually(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            ask().join();
        }
    }

    /** Metrics that nobody got cost nothing: then the figures would be wrong. */
    void requireAnswered() throws IOException {
        if (failed.get() > 0 || answered.get() == 0) {
            throw new IOException(
                    "metrics were given %d times, and %d times not"
                            .formatted(answered.get(), failed.get()));
        }
    }

    @Override
    public void close() {
        each.shutdownNow();
        client.shutdownNow();
    }
}
