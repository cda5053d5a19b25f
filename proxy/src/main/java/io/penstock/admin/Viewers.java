package io.penstock.admin;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who watches: each is sent a {@link Frames.Frame} a second, as server-sent events. There are never
 * many, nothing is computed while there is none, and what is computed is computed once for all. One
 * that does not read is passed over, so what waits for it is bounded; the kernel drops it (see
 * {@link AdminServer#options}), since closing it here would wait until it has read.
 *
 * <p>{@link #hasRoom} may be called on any thread, {@link #join} and {@link #close} too; all else
 * happens in one context.
 */
final class Viewers {
    static final int MOST = 16;

    /** What one who comes is told when there are as many. */
    static final Reply NO_ROOM =
            Reply.problem(
                            503,
                            "Too many viewers",
                            "at most " + MOST + " may watch at once; close another status page")
                    .with("Retry-After", "5");

    /** After so many frames one has to come again, so that a token that was changed counts. */
    static final int FRAMES = 300;

    private static final int QUEUE_BYTES = 128 * 1024;
    private static final Logger log = LoggerFactory.getLogger(Viewers.class);

    private final Vertx vertx;
    private final Context context;
    private final Frames frames;
    private final Consumer<HttpConnection> lives;
    private final Duration period;
    private final AtomicInteger seats = new AtomicInteger();
    private final List<Viewer> viewers = new ArrayList<>();
    private Optional<Long> timer = Optional.empty();
    private boolean computing;

    /**
     * Nobody watches yet.
     *
     * @param frames asked on worker threads, one question at a time
     * @param lives told of each viewer's connection as often as it has taken a frame
     * @param period from frame to frame
     */
    Viewers(Vertx vertx, Frames frames, Consumer<HttpConnection> lives, Duration period) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.frames = frames;
        this.lives = lives;
        this.period = period;
    }

    private static final class Viewer {
        final HttpServerResponse response;
        final HttpConnection connection;
        boolean needsWhole = true;
        int taken;

        Viewer(HttpServerResponse response, HttpConnection connection) {
            this.response = response;
            this.connection = connection;
        }
    }

    /** Whether one more may join. */
    boolean hasRoom() {
        return seats.get() < MOST;
    }

    /** Sends frames to one from now on; its head is complete but not sent. */
    void join(HttpServerResponse response, HttpConnection connection) {
        seats.incrementAndGet();
        var viewer = new Viewer(response, connection);
        response.setChunked(true).setWriteQueueMaxSize(QUEUE_BYTES);
        response.endHandler(_ -> context.runOnContext(_ -> left(viewer)));
        response.closeHandler(_ -> context.runOnContext(_ -> left(viewer)));
        response.exceptionHandler(_ -> {}); // its connection is closed then, which counts
        context.runOnContext(_ -> {
            viewers.add(viewer);
            if (response.closed()) {
                left(viewer);
                return;
            }
            if (timer.isEmpty()) {
                timer = Optional.of(vertx.setPeriodic(period.toMillis(), _ -> tick()));
            }
            tick(); // it need not wait for its first
        });
    }

    private void left(Viewer viewer) {
        if (viewers.remove(viewer)) {
            seats.decrementAndGet();
        }
        if (viewers.isEmpty()) {
            timer.ifPresent(vertx::cancelTimer);
            timer = Optional.empty();
        }
    }

    private void tick() {
        if (computing || viewers.isEmpty()) {
            return;
        }
        computing = true;
        boolean whole = viewers.stream().anyMatch(viewer -> viewer.needsWhole);
        context.executeBlocking(() -> frames.next(whole), false)
                .onComplete(done ->
                        context.runOnContext(_ -> {
                            computing = false;
                            if (done.succeeded()) {
                                List.copyOf(viewers).forEach(viewer -> show(viewer, done.result()));
                            } else {
                                log.error("admin: the next frame failed", done.cause());
                            }
                        }));
    }

    private void show(Viewer viewer, Frames.Frame frame) {
        if (viewer.response.writeQueueFull()) {
            viewer.needsWhole = true; // it will have missed this one
            return;
        }
        lives.accept(viewer.connection);
        if (viewer.needsWhole) {
            if (frame.whole().isEmpty()) {
                return; // it came while this one was computed
            }
            viewer.needsWhole = false;
            viewer.response.write(frame.whole().get());
        } else {
            viewer.response.write(frame.changes());
        }
        if (++viewer.taken >= FRAMES) {
            viewer.response.end();
        }
    }

    /** Shows nothing more. Their connections are the server's to close. */
    void close() {
        context.runOnContext(_ -> {
            timer.ifPresent(vertx::cancelTimer);
            timer = Optional.empty();
            viewers.clear();
        });
    }
}
