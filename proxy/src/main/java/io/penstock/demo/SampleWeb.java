package io.penstock.demo;

import io.penstock.net.IpPort;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The provider's web server in the demo: says who asked and for which host, and has something slow
 * and something large. On an event loop of its own until it is closed.
 */
public final class SampleWeb implements AutoCloseable {
    private static final VertxOptions OPTIONS =
            new VertxOptions()
                    .setEventLoopPoolSize(1)
                    .setFileSystemOptions(
                            new FileSystemOptions() // no folder in /tmp for files
                                    .setFileCachingEnabled(false)
                                    .setClassPathResolvingEnabled(false));
    private static final long SLOW_MILLIS = 5_000;
    private static final int CHUNK = 64 * 1024;
    private static final Pattern BYTES = Pattern.compile("/bytes/(0|[1-9][0-9]{0,11})");
    private final Vertx vertx;

    private SampleWeb(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Starts one. Waits until it serves.
     *
     * @throws IOException if the port cannot be had
     */
    public static SampleWeb start(IpPort at) throws IOException {
        var web = new SampleWeb(Vertx.vertx(OPTIONS));
        try {
            web.vertx
                    .createHttpServer()
                    .requestHandler(web::answer)
                    .listen(at.port(), at.ip().toString())
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return web;
        } catch (CompletionException e) {
            web.close();
            throw new IOException(e.getCause());
        }
    }

    private void answer(HttpServerRequest request) {
        var response = request.response().putHeader("Content-Type", "text/plain; charset=utf-8");
        var path = String.valueOf(request.path());
        var bytes = BYTES.matcher(path);
        if (bytes.matches()) {
            send(response, bytes);
        } else if (path.equals("/slow")) {
            vertx.setTimer(SLOW_MILLIS, _ -> send(response, page(request)));
        } else if (path.equals("/")) {
            send(response, page(request));
        } else {
            response.setStatusCode(404);
            send(response, "There are /, /slow and /bytes/N.\n");
        }
    }

    private static String page(HttpServerRequest request) {
        var peer = request.remoteAddress();
        return """
        This is web.zigi.internal, a web server that you have no route to.

        You asked for   %s
        with Host       %s
        I was asked by  %s: Penstock's gateway, not you

        /slow answers after 5 seconds, /bytes/1000000 with so many bytes.
        """
                .formatted(
                        request.uri(),
                        String.valueOf(request.authority()),
                        peer.hostAddress() + ":" + peer.port());
    }

    private static void send(HttpServerResponse response, String text) {
        if (!response.closed()) {
            var _ = response.end(text);
        }
    }

    private static void send(HttpServerResponse response, Matcher bytes) {
        long length = Long.parseLong(bytes.group(1));
        response.putHeader("Content-Length", Long.toString(length));
        pour(response, length);
    }

    /** As much as the client takes; the rest when it has taken that. */
    private static void pour(HttpServerResponse response, long length) {
        long left = length;
        while (left > 0 && !response.closed()) {
            if (response.writeQueueFull()) {
                long rest = left;
                response.drainHandler(_ -> pour(response, rest));
                return;
            }
            int size = (int) Math.min(left, CHUNK);
            var _ = response.write(Buffer.buffer("x".repeat(size)));
            left -= size;
        }
        if (!response.closed()) {
            var _ = response.end();
        }
    }

    /** Closes it and its connections; waits for it. */
    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
