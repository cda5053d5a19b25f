package io.penstock.admin;

import io.penstock.metrics.Exposition;
import io.penstock.metrics.Page;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Sends expositions piece by piece: a worker thread writes one on a page, and the next when the
 * socket has taken it. So an answer of megabytes needs the memory of a page, however slowly it is
 * read; the pages are kept and used again, and there are never more than a few. Any thread.
 */
final class Pages {
    /** Several Prometheus servers, and somebody who looks. */
    static final int MOST = 8;

    /** What one who comes is told when as many are being answered. */
    static final Reply NO_PAGE =
            Reply.problem(503, "Busy", "others ask for metrics; try again")
                    .with("Retry-After", "1");

    private final Vertx vertx;
    private final Deque<Sheet> free = new ArrayDeque<>(); // by this
    private int out; // by this

    /** None is in use. */
    Pages(Vertx vertx) {
        this.vertx = vertx;
    }

    /** A page, and where it is copied to: the socket's side has buffers of its own. */
    static final class Sheet {
        private final Page page = new Page();
        private final Buffer copy = Buffer.buffer();

        /** Whether there is more. */
        private boolean fill(Exposition exposition) {
            page.clear();
            return exposition.next(page);
        }

        private Buffer filled() {
            copy.setBytes(0, page.bytes(), 0, page.length());
            return copy.slice(0, page.length());
        }
    }

    /** One to send by; who takes it sends by it, or gives it back. Empty where all are in use. */
    synchronized Optional<Sheet> take() {
        if (out >= MOST) {
            return Optional.empty();
        }
        out++;
        return Optional.of(free.isEmpty() ? new Sheet() : free.pop());
    }

    private synchronized void giveBack(Sheet sheet) {
        out--;
        free.push(sheet);
    }

    /**
     * Sends the rest of an answer whose head is complete but not sent. On the response's context.
     *
     * @return when all is sent, or the client has left; failed when the exposition fails
     */
    Future<Void> send(HttpServerResponse response, Exposition exposition, Sheet sheet) {
        Promise<Void> done = Promise.promise();
        next(new Sending(response.setChunked(true), exposition, sheet, done));
        return done.future().onComplete(_ -> giveBack(sheet));
    }

    private record Sending(
            HttpServerResponse response, Exposition exposition, Sheet sheet, Promise<Void> done) {
        /** What is on the page, and the end after the last. */
        Future<Void> write(boolean more) {
            var filled = sheet.filled();
            return more ? response.write(filled) : response.end(filled);
        }
    }

    private void next(Sending sending) {
        vertx.executeBlocking(() -> sending.sheet.fill(sending.exposition), false)
                .onFailure(sending.done::fail)
                .onSuccess(more ->
                        Future.succeededFuture(more)
                                .compose(sending::write)
                                .onSuccess(_ -> {
                                    if (more) {
                                        next(sending);
                                    } else {
                                        sending.done.complete();
                                    }
                                })
                                .onFailure(_ -> sending.done.complete())); // the client has left
    }
}
