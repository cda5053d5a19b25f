package io.penstock.admin;

import io.penstock.admin.Reply.Body;
import io.penstock.admin.Routes.Access;
import io.penstock.admin.Routes.Query;
import io.penstock.admin.Routes.Route;
import io.penstock.transport.Cut;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests. They arrive on an event loop; all but the probes are answered on a worker
 * thread. Every request is first asked where it comes from ({@link Origins}), then, if what it
 * wants is not open to all, for the token ({@link Token}).
 */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final String NOTHING_AT_ALL = "default-src 'none'; frame-ancestors 'none'";
    private static final int BODY_TOO_LONG = 413;
    private static final long MAX_BODY_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final AdminView view;
    private final boolean loopback;
    private final Origins origins;
    private final Viewers viewers;
    private final Pages pages;
    private final List<Route> routes;

    /** For a server on loopback, or for one elsewhere. */
    Requests(Vertx vertx, AdminView view, boolean loopback, Viewers viewers, Pages pages) {
        this.vertx = vertx;
        this.view = view;
        this.loopback = loopback;
        this.viewers = viewers;
        this.pages = pages;
        this.origins = new Origins(loopback);
        this.routes = new Routes(view).all();
    }

    void answer(HttpServerRequest request) {
        var headers = request.headers();
        var refusal = origins.refusal(headers.getAll("Host"), headers.getAll("Origin"));
        if (refusal.isPresent()) {
            send(request, refusal.get());
        } else if (bodyIsTooLong(request)) {
            send(
                    request,
                    Reply.problem(BODY_TOO_LONG, "Body too long", "no request here needs a body"));
        } else {
            route(request);
        }
    }

    /** A body of no stated length is not read either; {@link Clients} ends such a connection. */
    private static boolean bodyIsTooLong(HttpServerRequest request) {
        var length = request.getHeader("Content-Length");
        return length != null
                && (!length.matches("[0-9]{1,9}") || Long.parseLong(length) > MAX_BODY_BYTES);
    }

    private void route(HttpServerRequest request) {
        var here = routes.stream().filter(r -> r.path().equals(request.path())).toList();
        var wanted = request.method().name().equals("HEAD") ? "GET" : request.method().name();
        var route = here.stream().filter(r -> r.method().equals(wanted)).findFirst();
        if (route.isPresent() && route.get().quick()) {
            reply(request, route.get().answer().apply(query(request)));
            return;
        }
        vertx.executeBlocking(
                        () ->
                                tokenRefusal(request, route)
                                        .or(() -> route.isEmpty() ? absent(here) : Optional.empty())
                                        .map(Routes::done)
                                        .orElseGet(() ->
                                                route.orElseThrow().answer().apply(query(request))),
                        false)
                .onSuccess(reply -> reply(request, reply))
                .onFailure(failure -> fail(request, failure));
    }

    private Optional<Reply> tokenRefusal(HttpServerRequest request, Optional<Route> route) {
        boolean needed =
                switch (route.map(Route::access).orElse(Access.READ)) {
                    case OPEN -> false;
                    case READ -> !loopback;
                    case CHANGE -> true;
                };
        return needed
                ? Token.refusal(
                        view.snapshot().get().settings().adminTokenFile(),
                        request.headers().getAll("Authorization"))
                : Optional.empty();
    }

    /** Nothing is here, or nothing for this method. */
    private static Optional<Reply> absent(List<Route> here) {
        if (here.isEmpty()) {
            return Optional.of(Reply.problem(404, "Not found", "GET / lists what there is"));
        }
        var methods = new TreeSet<String>();
        for (var route : here) {
            methods.add(route.method());
            if (route.method().equals("GET")) {
                methods.add("HEAD");
            }
        }
        var allowed = String.join(", ", methods);
        return Optional.of(
                Reply.problem(405, "Method not allowed", "it takes " + allowed)
                        .with("Allow", allowed));
    }

    private static Query query(HttpServerRequest request) {
        var parameters = new HashMap<String, String>();
        request.params().forEach(p -> parameters.putIfAbsent(p.getKey(), p.getValue()));
        return new Query(
                parameters,
                Optional.ofNullable(request.getHeader("Accept")),
                Optional.ofNullable(request.getHeader("If-None-Match")));
    }

    private void reply(HttpServerRequest request, CompletionStage<Reply> reply) {
        Future.fromCompletionStage(reply, vertx.getOrCreateContext())
                .onSuccess(r -> send(request, r))
                .onFailure(failure -> fail(request, failure));
    }

    private void fail(HttpServerRequest request, Throwable failure) {
        LOG.error("admin: {} {} failed", request.method(), request.path(), failure);
        send(request, Reply.problem(500, "Internal error", "the log says what happened"));
    }

    private void send(HttpServerRequest request, Reply reply) {
        if (request.response().closed()) {
            return;
        }
        boolean isHead = request.method().equals(HttpMethod.HEAD);
        switch (reply.body()) {
            case Body.Whole(var text) -> {
                var sent = head(request, reply).end(text);
                if (reply.status() == BODY_TOO_LONG) { // nobody reads the rest of it
                    sent.onComplete(_ -> request.connection().close());
                }
            }
            case Body.Paged _ when isHead -> head(request, reply).end();
            case Body.Paged(var exposition) ->
                    pages.take(request)
                            .ifPresentOrElse(
                                    place -> {
                                        head(request, reply);
                                        pages.send(request, exposition, place)
                                                .onFailure(failure -> breakOff(request, failure));
                                    },
                                    () -> send(request, Pages.NO_PAGE));
            case Body.Events _ when !viewers.hasRoom() -> send(request, Viewers.NO_ROOM);
            case Body.Events _ when isHead -> head(request, reply).end();
            case Body.Events _ -> viewers.join(head(request, reply), request.connection());
        }
    }

    /** An answer that ends early must not look whole; in HTTP/1.0 any end of it would. */
    private static void breakOff(HttpServerRequest request, Throwable failure) {
        LOG.error("admin: {} broke off", request.path(), failure);
        Cut.reset(request.connection());
    }

    private static HttpServerResponse head(HttpServerRequest request, Reply reply) {
        var response = request.response();
        response.setStatusCode(reply.status())
                .putHeader("Content-Type", reply.contentType())
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Content-Security-Policy", NOTHING_AT_ALL);
        reply.headers().forEach(response::putHeader);
        return response;
    }
}
