package io.penstock.admin;

import io.penstock.admin.AdminView.Explained;
import io.penstock.reload.Reload;
import io.penstock.reload.ReloadOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
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
    record Query(
            Map<String, String> parameters, Optional<String> accept, Optional<String> ifNoneMatch) {
        Query {
            parameters = Map.copyOf(parameters);
        }
    }

    private static final String INDEX =
            """
            Penstock

            GET  /                       for a browser: the status page; else this list
            GET  /livez                  the process answers
            GET  /readyz                 it serves, and is not stopping
            GET  /metrics                for Prometheus
            GET  /api/about              what runs here, and since when
            GET  /api/endpoints          ?id=ID: how each endpoint is doing
            GET  /api/connections        ?endpoint=ID&text=T&sort=age|bytes|client|endpoint&order=asc|desc&offset=N&limit=N
            GET  /api/refusals           who was refused lately, and why
            GET  /api/reloads            the last reloads
            GET  /api/live               the numbers, each second (server-sent events)
            GET  /api/config             the configuration in effect
            GET  /api/list/gateways       ?account=N: its own and what is shared with it
            GET  /api/list/configurations ?account=N
            GET  /api/list/endpoints      ?account=N
            GET  /api/explain            ?from=IP&endpoint=NAME[&port=N][&name=HOST][&to=IP]
            POST /api/reload             ?dryRun=true only tells what it would do; needs the admin token
            POST /api/drain              needs the admin token
            POST /api/connections/close  ?id=ID; needs the admin token
            """;

    /** Listing connections is work for every event loop; more at once get a 503. */
    private static final int MOST_LISTINGS = 4;

    private final AdminView view;
    private final Semaphore listings = new Semaphore(MOST_LISTINGS);

    Routes(AdminView view) {
        this.view = view;
    }

    List<Route> all() {
        var all = new ArrayList<>(Assets.routes());
        all.addAll(own());
        return all;
    }

    private List<Route> own() {
        var page = Assets.page();
        return List.of(
                new Route("GET", "/livez", Access.OPEN, true, _ -> done(live())),
                new Route("GET", "/readyz", Access.OPEN, true, _ -> done(ready())),
                new Route("GET", "/", Access.OPEN, true, q -> done(front(page, q))),
                new Route("GET", "/metrics", Access.OPEN, false, q -> done(metrics(q))),
                read("/api/about", _ -> ok(about())),
                read("/api/endpoints", this::endpoints),
                read("/api/refusals", _ -> ok(RefusalsJson.of(view.refusals()))),
                read("/api/reloads", _ -> ok(reloads())),
                read("/api/live", _ -> Reply.stream()),
                new Route("GET", "/api/connections", Access.READ, false, this::connections),
                read("/api/config", _ -> ok(ConfigJson.of(view.snapshot().get()))),
                read("/api/list/gateways", query -> list(Listing.GATEWAYS, query)),
                read("/api/list/configurations", query -> list(Listing.CONFIGURATIONS, query)),
                read("/api/list/endpoints", query -> list(Listing.ENDPOINTS, query)),
                read("/api/explain", this::explain),
                new Route("POST", "/api/reload", Access.CHANGE, false, this::reload),
                new Route("POST", "/api/connections/close", Access.CHANGE, false, this::close),
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

    /** Browsers say that they want HTML before all else; programs do not. */
    private static Reply front(Function<Query, Reply> page, Query query) {
        boolean browser = query.accept().filter(types -> types.contains("text/html")).isPresent();
        return (browser ? page.apply(query) : Reply.text(INDEX)).with("Vary", "Accept");
    }

    private String about() {
        var snapshot = view.snapshot().get();
        return Json.object(json ->
                json.text("version", view.about().version())
                        .text("startedAt", view.about().startedAt())
                        .text("engine", view.about().engine())
                        .text("readiness", view.readiness().get().label())
                        .number("revision", snapshot.revision())
                        .text("account", snapshot.settings().account())
                        .text("zone", snapshot.settings().dns().map(dns -> dns.zone()))
                        .flag("changeable", snapshot.settings().adminTokenFile().isPresent()));
    }

    private Reply endpoints(Query query) {
        var id = Optional.ofNullable(query.parameters().get("id"));
        return ok(EndpointsJson.of(view.snapshot().get(), view, id));
    }

    private String reloads() {
        var latestFirst = view.reloads().get().reversed().stream().map(Reload::toJson).toList();
        return Json.object(json -> json.written("reloads", latestFirst));
    }

    private CompletionStage<Reply> connections(Query query) {
        return switch (ConnectionsQuery.of(query.parameters())) {
            case Asked.Wrongly(var problem) -> done(Reply.problem(400, "Bad request", problem));
            case ConnectionsQuery _ when !listings.tryAcquire() ->
                    done(
                            Reply.problem(503, "Busy", "others list connections; try again")
                                    .with("Retry-After", "1"));
            case ConnectionsQuery wanted ->
                    view.connections()
                            .roll(wanted.roll())
                            .whenComplete((_, _) -> listings.release())
                            .thenApply(roll -> ok(ConnectionsJson.of(roll, wanted)));
        };
    }

    private CompletionStage<Reply> close(Query query) {
        var id = query.parameters().getOrDefault("id", "");
        return view.connections()
                .close(id)
                .thenApply(closed ->
                        closed.map(living -> ok(ConnectionsJson.closed(living)))
                                .orElseGet(() ->
                                        Reply.problem(
                                                404,
                                                "No such connection",
                                                "none with this id lives; GET /api/connections"
                                                        + " lists those that do")));
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
        return Reply.paged(view.metrics().apply(query.accept()));
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
