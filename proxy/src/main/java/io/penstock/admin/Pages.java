package io.penstock.admin;

import io.penstock.metrics.Exposition;
import io.penstock.metrics.Page;
import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.transport.Cut;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends expositions piece by piece: a worker thread writes one on a page, and the next when the
 * socket has taken it. So an answer of megabytes needs the memory of a page, however slowly it is
 * read; the pages are kept and used again, and there are never more than a few. Who reads too
 * slowly is cut off, and one client has only a share of them. Any thread.
 */
final class Pages {
    /** Several Prometheus servers, and somebody who looks. */
    static final int MOST = 8;

    /** Of these, for one address, or for one /64 of IPv6: so much anybody may have at will. */
    static final int SHARE = 4;

    /** What one who comes is told when as many are being answered. */
    static final Reply NO_PAGE =
            Reply.problem(503, "Busy", "as many as may ask for metrics at once do; try again")
                    .with("Retry-After", "1");

    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);
    private static final int IPV6_SITE = 64;

    private final Vertx vertx;
    private final Consumer<HttpConnection> lives;
    private final Duration patience;
    private final Deque<Sheet> free = new ArrayDeque<>(); // by this
    private final Map<Cidr, Integer> out = new HashMap<>(); // by this

    /**
     * None is in use.
     *
     * @param lives told of each connection that is being sent to, so that nobody takes it for idle
     * @param patience how long all of an answer may take
     */
    Pages(Vertx vertx, Consumer<HttpConnection> lives, Duration patience) {
        this.vertx = vertx;
        this.lives = lives;
        this.patience = patience;
    }

    /** A page, and where it is copied to: the socket's side has buffers of its own. */
    private static final class Sheet {
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

    /** A page to send by, in the share of a client. */
    static final class Place {
        private final Cidr client;
        private final Sheet sheet;

        private Place(Cidr client, Sheet sheet) {
            this.client = client;
            this.sheet = sheet;
        }
    }

    /** One to send by, to whoever asks here. Empty where all are in use, or all of its share. */
    Optional<Place> take(HttpServerRequest request) {
        return take(client(request));
    }

    private synchronized Optional<Place> take(Cidr client) {
        int mine = out.getOrDefault(client, 0);
        int all = out.values().stream().mapToInt(Integer::intValue).sum();
        if (mine >= SHARE || all >= MOST) {
            return Optional.empty();
        }
        out.put(client, mine + 1);
        return Optional.of(new Place(client, free.isEmpty() ? new Sheet() : free.pop()));
    }

    private synchronized void giveBack(Place place) {
        out.computeIfPresent(place.client, (_, mine) -> mine > 1 ? mine - 1 : null);
        free.push(place.sheet);
    }

    private static Cidr client(HttpServerRequest request) {
        var ip =
                Optional.ofNullable(request.remoteAddress())
                        .map(remote -> remote.hostAddress().replaceFirst("%.*", "")) // a scope
                        .flatMap(Ip::parse)
                        .orElse(Ip.ANY_V6); // it has left already
        return ip.isV4() ? Cidr.of(ip) : Cidr.around(ip, IPV6_SITE);
    }

    /**
     * Sends the rest of an answer whose head is complete but not sent. On the response's context. A
     * client that has not taken all of it in time is cut off.
     *
     * @return when all is sent, or the client has left; failed when the exposition fails
     */
    Future<Void> send(HttpServerRequest request, Exposition exposition, Place place) {
        Promise<Void> done = Promise.promise();
        begin(request);
        long deadline = vertx.setTimer(patience.toMillis(), _ -> cut(request));
        next(new Sending(request, exposition, place.sheet, done));
        return done.future()
                .onComplete(_ -> {
                    vertx.cancelTimer(deadline);
                    giveBack(place);
                });
    }

    /** HTTP/1.0 knows no chunks: the end of an answer without a length is its connection's. */
    private static void begin(HttpServerRequest request) {
        var response = request.response();
        if (request.version() == HttpVersion.HTTP_1_0) {
            response.headersEndHandler(
                    _ -> // after Vert.x has said that it keeps the connection
                    response.putHeader("Connection", "close"));
        } else {
            response.setChunked(true);
        }
    }

    private void cut(HttpServerRequest request) {
        LOG.warn(
                "admin: {} was not read within {} s by {}, which was cut off",
                request.path(),
                patience.toSeconds(),
                request.remoteAddress());
        Cut.reset(request.connection());
    }

    private record Sending(
            HttpServerRequest request, Exposition exposition, Sheet sheet, Promise<Void> done) {
        /** What is on the page, and the end after the last. */
        Future<Void> write(boolean more) {
            var filled = sheet.filled();
            if (more) {
                return request.response().write(filled);
            }
            var ended = request.response().end(filled);
            return request.version() == HttpVersion.HTTP_1_0
                    ? ended.eventually(() -> request.connection().close())
                    : ended;
        }
    }

    private void next(Sending sending) {
        lives.accept(sending.request.connection());
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
