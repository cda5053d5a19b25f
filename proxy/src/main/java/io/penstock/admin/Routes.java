package io.penstock.admin;

import io.penstock.admin.AdminView.Explained;
import io.penstock.reload.Reload;
import io.penstock.reload.ReloadOutcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is at each path. */
final class Routes {
    /** Who may use a route. */
    enum Access {
        /** Everybody, on every address: probes and scrapes. */
        OPEN,
        /** Everybody on a loopback address; elsewhere who has the token. */
        READ,
        /** Who has the token. */
        CHANGE
    }

    /**
     * One of them.
     *
     * @param method GET (which answers HEAD too) or POST
     * @param quick whether it is answered on the event loop, being done in no time
     */
    record Route(
            String method,
            String path,
            Access access,
            boolean quick,
            Function<Query, CompletionStage<Reply>> answer) {}

    /** What a route may read of a request. */
    record Query(Map<String, String> parameters, Optional<String> accept) {
        Query {
            parameters = Map.copyOf(parameters);
        }
    }

    private static final String INDEX =
            """
            Penstock

            GET  /livez                  the process answers
            GET  /readyz                 it serves, and is not stopping
            GET  /metrics                for Prometheus
            GET  /api/endpoints          how each endpoint is doing
            GET  /api/config             the configuration in effect
            GET  /api/list/gateways       ?account=N: its own and what is shared with it
            GET  /api/list/configurations ?account=N
            GET  /api/list/endpoints      ?account=N
            GET  /api/explain            ?from=IP&endpoint=NAME[&port=N][&name=HOST][&to=IP]
            POST /api/reload             ?dryRun=true only tells what it would do; needs the admin token
            POST /api/drain              needs the admin token
            """;

    private final AdminView view;

    Routes(AdminView view) {
        this.view = view;
    }

    List<Route> all() {
        return List.of(
                new Route("GET", "/livez", Access.OPEN, true, _ -> done(live())),
                new Route("GET", "/readyz", Access.OPEN, true, _ -> done(ready())),
                read("/", _ -> Reply.text(INDEX)),
                new Route("GET", "/metrics", Access.OPEN, false, q -> done(metrics(q))),
                read("/api/endpoints", _ -> ok(EndpointsJson.of(view.snapshot().get(), view))),
                read("/api/config", _ -> ok(ConfigJson.of(view.snapshot().get()))),
                read("/api/list/gateways", query -> list(Listing.GATEWAYS, query)),
                read("/api/list/configurations", query -> list(Listing.CONFIGURATIONS, query)),
                read("/api/list/endpoints", query -> list(Listing.ENDPOINTS, query)),
                read("/api/explain", this::explain),
                new Route("POST", "/api/reload", Access.CHANGE, false, this::reload),
                new Route("POST", "/api/drain", Access.CHANGE, false, _ -> done(drain())));
    }

    private static Route read(String path, Function<Query, Reply> answer) {
        return new Route("GET", path, Access.READ, false, answer.andThen(Routes::done));
    }

    static CompletionStage<Reply> done(Reply reply) {
        return CompletableFuture.completedFuture(reply);
    }

    private static Reply ok(String json) {
        return Reply.json(200, json);
    }

    private static Reply live() {
        return ok(Json.object(json -> json.text("status", "live")));
    }

    private Reply ready() {
        var readiness = view.readiness().get();
        int status =
                switch (readiness) {
                    case READY -> 200;
                    case STARTING, DRAINING -> 503;
                };
        return Reply.json(
                status,
                Json.object(json ->
                        json.text("status", readiness.label())
                                .number("revision", view.snapshot().get().revision())
                                .texts("withoutHealthyAddress", withoutHealthyAddress())));
    }

    /** Resources; they lower no readiness, since the others are served. */
    private Set<String> withoutHealthyAddress() {
        return view.snapshot().get().catalog().exposures().stream()
                .filter(exposure ->
                        view.health()
                                .apply(exposure.resource())
                                .isLacking(view.addresses().apply(exposure)))
                .map(exposure -> exposure.resource().reference())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Reply metrics(Query query) {
        var exposition = view.metrics().apply(query.accept());
        return new Reply(200, exposition.contentType(), exposition.text(), Map.of());
    }

    private Reply list(Listing listing, Query query) {
        var account = Optional.ofNullable(query.parameters().get("account"));
        if (account.isPresent() && !account.get().matches("[0-9]{12}")) {
            return Reply.problem(400, "Bad request", "an account is twelve digits");
        }
        return ok(listing.json(view.snapshot().get(), account));
    }

    private Reply explain(Query query) {
        return switch (view.explain().apply(query.parameters())) {
            case Explained.Told(var json) -> ok(json);
            case Explained.Misasked(var problem) -> Reply.problem(400, "Bad request", problem);
        };
    }

    private CompletionStage<Reply> reload(Query query) {
        return switch (query.parameters().getOrDefault("dryRun", "false")) {
            case "true" -> told(view.rehearse().get());
            case "false" -> told(view.reload().get());
            default -> done(Reply.problem(400, "Bad request", "dryRun is true or false"));
        };
    }

    private static CompletionStage<Reply> told(CompletionStage<Reload> reload) {
        return reload.thenApply(done -> Reply.json(status(done), done.toJson()));
    }

    private static int status(Reload reload) {
        return switch (reload.outcome()) {
            case ReloadOutcome.Applied _, ReloadOutcome.Planned _, ReloadOutcome.Unchanged _ -> 200;
            case ReloadOutcome.Refused _ -> 409;
            case ReloadOutcome.Rejected _ -> 422;
        };
    }

    private Reply drain() {
        view.drain().run();
        return Reply.json(202, Json.object(json -> json.text("status", "draining")));
    }
}
