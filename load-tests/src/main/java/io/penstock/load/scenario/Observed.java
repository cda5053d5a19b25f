package io.penstock.load.scenario;

import io.penstock.load.machine.Tool;
import io.penstock.load.peer.Contestant;
import io.penstock.load.peer.Peer;
import io.penstock.load.peer.Peers;
import io.penstock.load.peer.Setting;
import io.penstock.load.report.Figure;
import io.penstock.load.report.Goal;
import io.penstock.load.traffic.Wrk;
import java.util.ArrayList;
import java.util.List;

/**
 * What it costs to be observed, and to be large: Penstock with a log, with metrics that are asked
 * for, with both, with many endpoints and with all three, beside itself without, and the peers with
 * what they have of it.
 */
record Observed(Cast cast, Effort effort) {
    private static final int ENDPOINTS = 1000;
    private static final double WORSE = 1.05;
    private static final double LESS = 0.95;
    private static final String BOTH = "Penstock, log and metrics";
    private static final String ALL = "Penstock, all three";

    List<Scenario> all() {
        return List.of(
                scenario(
                        "observed",
                        "small requests, observed",
                        Unit.REQUEST,
                        Wrk.Requests.keepingAlive(64),
                        List.of(
                                new Goal.Against("Penstock", Figure.CPU_PER_REQUEST, WORSE),
                                new Goal.Against("Penstock", Figure.REQUESTS, LESS))),
                scenario(
                        "observed-connections",
                        "a connection per request, observed",
                        Unit.CONNECTION,
                        Wrk.Requests.closing(32),
                        List.of(
                                new Goal.Against("Penstock", Figure.CPU_PER_CONNECTION, WORSE),
                                new Goal.Against("Penstock", Figure.CONNECTIONS, LESS))));
    }

    private Scenario scenario(
            String id, String title, Unit unit, Wrk.Requests requests, List<Goal> goals) {
        return new Scenario(
                id,
                title,
                "With a log line for each connection, metrics asked for each second (continually during the warm-up), %,d endpoints more, each with an address of its own (HAProxy: the same; nginx: it has no metrics of its own)."
                        .formatted(ENDPOINTS),
                false,
                List.<Tool>of(),
                new Closed(unit, (bench, target) -> bench.wrk().run(target, requests), true),
                contestants(),
                List.of(BOTH, ALL),
                goals);
    }

    private List<Contestant> contestants() {
        var plain = Setting.PLAIN;
        var many = plain.with(effort.of(ENDPOINTS));
        var all = new ArrayList<Contestant>();
        add(all, "Penstock", cast.penstock(), plain);
        add(all, "Penstock, log", cast.penstock(), plain.logged());
        add(all, "Penstock, metrics", cast.penstock(), plain.withScrapes());
        add(all, BOTH, cast.penstock(), plain.logged().withScrapes());
        add(all, "Penstock, 1,000 endpoints", cast.penstock(), many);
        add(all, ALL, cast.penstock(), many.logged().withScrapes());
        add(all, "HAProxy", Peers.HAPROXY, many.logged().withScrapes());
        add(all, "nginx", Peers.NGINX, many.logged());
        return List.copyOf(all);
    }

    private void add(List<Contestant> all, String name, Peer peer, Setting setting) {
        if (cast.has(peer)) {
            all.add(new Contestant(name, peer, setting));
        }
    }
}
