package io.penstock.admin;

import io.penstock.net.IpPort;
import io.penstock.transport.BindFailure;
import io.penstock.transport.PortHolder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The admin server: binds, hands requests to {@link Requests}, closes. Its methods may be called on
 * any thread.
 */
public final class AdminServer {
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_LINE_BYTES = 4096;

    /** A viewer that has vanished or does not read is dropped after that, and its place is free. */
    private static final int GONE_MILLIS = 10_000;

    /** What the kernel holds for one that does not read; by itself it may be many times as much. */
    private static final int SEND_BUFFER_BYTES = 256 * 1024;

    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** All of a scrape; Prometheus itself by default waits for ten seconds. */
    private static final Duration SCRAPE = Duration.ofSeconds(60);

    private static final long SWEEP_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private final Vertx vertx;
    private final HttpServer server;
    private final IpPort address;
    private final Viewers viewers;
    private final long sweeping;

    private AdminServer(
            Vertx vertx, HttpServer server, IpPort address, Clients clients, Viewers viewers) {
        this.vertx = vertx;
        this.server = server;
        this.address = address;
        this.viewers = viewers;
        this.sweeping = vertx.setPeriodic(SWEEP_MILLIS, _ -> clients.sweep());
    }

    /** What became of {@link #start}. */
    public sealed interface Start {
        /** It serves; who started it must {@link AdminServer#close} it. */
        record Serving(AdminServer server) implements Start {}

        /**
         * Nothing is bound.
         *
         * @param problem a sentence: which address, what is wrong, how to find out more
         */
        record Refused(String problem) implements Start {}
    }

    /**
     * Binds an address and serves. An address that cannot be bound is a {@link Start.Refused}, not
     * an exception.
     *
     * @param address port 0 for one that the system chooses
     */
    public static CompletionStage<Start> start(Vertx vertx, IpPort address, AdminView view) {
        return start(vertx, address, view, SCRAPE);
    }

    /** The same, where all of a scrape may take so long. */
    static CompletionStage<Start> start(
            Vertx vertx, IpPort address, AdminView view, Duration scrape) {
        var clients = new Clients(System::nanoTime);
        var viewers =
                new Viewers(vertx, new Frames(view, System::nanoTime), clients::lives, PERIOD);
        var pages = new Pages(vertx, clients::lives, scrape);
        var requests = new Requests(vertx, view, address.ip().isLoopback(), viewers, pages);
        return vertx.createHttpServer(options())
                .connectionHandler(clients::connected)
                .requestHandler(request -> {
                    clients.lives(request.connection());
                    requests.answer(request);
                })
                .listen(address.port(), address.ip().toString())
                .<Start>map(server -> {
                    var bound = new IpPort(address.ip(), server.actualPort());
                    return new Start.Serving(
                            new AdminServer(vertx, server, bound, clients, viewers));
                })
                .recover(
                        failure -> // looking for the holder reads files: not on the event loop
                        vertx.executeBlocking(() -> new Start.Refused(notBound(address, failure))))
                .toCompletionStage();
    }

    static HttpServerOptions options() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setTcpUserTimeout(GONE_MILLIS)
                .setSendBufferSize(SEND_BUFFER_BYTES)
                .setMaxHeaderSize(MAX_HEAD_BYTES)
                .setMaxInitialLineLength(MAX_LINE_BYTES);
    }

    private static String notBound(IpPort address, Throwable failure) {
        var why = BindFailure.of(failure);
        var holder =
                PortHolder.of(address)
                        .map(name -> name + " has it")
                        .orElse("who has it: ss -ltnp 'sport = :" + address.port() + "'");
        var more =
                switch (why) { // Vert.x tells a port that is taken by an exception without a number
                    case ADDRESS_IN_USE, OTHER -> " (" + holder + ")";
                    case ADDRESS_NOT_AVAILABLE, PERMISSION, OUT_OF_DESCRIPTORS, NO_IPV6 ->
                            why.remedy(address);
                };
        return "appliance.admin: cannot listen on %s: %s%s"
                .formatted(address, failure.getMessage(), more);
    }

    /** Where it listens, with the port that was bound. */
    public IpPort address() {
        return address;
    }

    /** Closes it and its connections. */
    public CompletionStage<Void> close() {
        vertx.cancelTimer(sweeping);
        viewers.close();
        return server.close().toCompletionStage();
    }
}
