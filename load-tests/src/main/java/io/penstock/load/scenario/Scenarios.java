package io.penstock.load.scenario;

import io.penstock.load.machine.Tool;
import io.penstock.load.peer.Contestant;
import io.penstock.load.peer.Peers;
import io.penstock.load.peer.Setting;
import io.penstock.load.report.Figure;
import io.penstock.load.report.Goal;
import io.penstock.load.report.Goal.Absolute;
import io.penstock.load.report.Goal.AgainstBest;
import io.penstock.load.traffic.Bodies;
import io.penstock.load.traffic.H2Load;
import io.penstock.load.traffic.Iperf;
import io.penstock.load.traffic.Wrk;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every scenario there is.
 *
 * @param thorough whether peers take part with their second settings everywhere, not in bulk alone
 */
record Scenarios(Cast cast, Effort effort, boolean thorough) {
    private static final int CONCURRENT = 32;
    private static final int MANY = 1000;
    private static final int RATE = 10_000;

    List<Scenario> all() {
        return Stream.of(tcp(), starts(), new Observed(cast, effort).all(), http())
                .flatMap(List::stream)
                .toList();
    }

    /** All but what is about Penstock alone, for who runs in containers. */
    List<Scenario> inContainers() {
        return Stream.of(tcp(), starts(), http())
                .flatMap(List::stream)
                .map(Scenario::inContainers)
                .toList();
    }

    private List<Scenario> tcp() {
        return List.of(
                keepAlive(1, false, List.of()),
                keepAlive(
                        64,
                        true,
                        List.of(
                                new AgainstBest(Figure.CPU_PER_REQUEST, 1),
                                new AgainstBest(Figure.CPU_PER_REQUEST_SAMPLED, 1),
                                new AgainstBest(Figure.REQUESTS, 1))),
                keepAlive(MANY, false, List.of(new Absolute(Figure.RESIDENT, 200))),
                plain(
                        "rate",
                        "latency at a fixed rate",
                        "%,d requests/s over 64 connections, each due at its time whatever became of those before."
                                        .formatted(RATE)
                                + " Added is what is more than without a proxy in the same round:"
                                + " who has the lower p99 adds less.",
                        true,
                        new FixedRate(RATE, 64),
                        List.of(new AgainstBest(Figure.P99, 1))),
                plain(
                        "connections",
                        "a connection per request",
                        "%d at a time, each with one small request.".formatted(CONCURRENT),
                        true,
                        closed(Unit.CONNECTION, Wrk.Requests.closing(CONCURRENT)),
                        connectionGoals()),
                bulk(1, Iperf.Way.TO_CLIENT, true),
                bulk(1, Iperf.Way.TO_ORIGIN, false),
                bulk(16, Iperf.Way.TO_CLIENT, false),
                bulk(16, Iperf.Way.TO_ORIGIN, false));
    }

    private static List<Goal> connectionGoals() {
        return List.of(
                new AgainstBest(Figure.CPU_PER_CONNECTION, 1),
                new AgainstBest(Figure.CPU_PER_CONNECTION_SAMPLED, 1),
                new AgainstBest(Figure.CONNECTIONS, 1));
    }

    private List<Scenario> starts() {
        return List.of(
                starting(
                        "idle",
                        "idle connections and a trickle",
                        "10,000 connections, or as many as the descriptor limit allows, each silent after one request; then"
                                + " 1,000 requests/s spread over all of them.",
                        false,
                        Setting.PLAIN,
                        new Idle(10_000, 1000),
                        List.of()),
                starting(
                        "start",
                        "start to first byte",
                        "From the start of the process (Penstock: its launcher) to the first byte of an answer.",
                        true,
                        Setting.PLAIN,
                        new FirstByte(),
                        List.of(new Absolute(Figure.START, 1000))),
                starting(
                        "cold",
                        "a connection per request, cold",
                        "The first 5 s after the first answer of a process that was just started.",
                        false,
                        Setting.PLAIN,
                        new Cold(CONCURRENT),
                        List.of()),
                starting(
                        "ports",
                        "every port of an address",
                        "Ports 1 to 65,535 as far as each can: with a descriptor for each port the limit is lower.",
                        false,
                        Setting.PLAIN.onEveryPort(),
                        new EveryPort(CONCURRENT),
                        List.of()));
    }

    private List<Scenario> http() {
        var fast =
                List.<Goal>of(
                        new AgainstBest(Figure.CPU_PER_REQUEST, 0.95),
                        new AgainstBest(Figure.REQUESTS, 1));
        var dear = List.<Goal>of(new AgainstBest(Figure.CPU_PER_REQUEST, 1.2));
        var http = Setting.of(Setting.Protocol.HTTP);
        return List.of(
                inHttp(
                        "http",
                        "HTTP/1.1, kept alive",
                        http,
                        closed(Unit.REQUEST, Wrk.Requests.keepingAlive(64)),
                        fast),
                inHttp(
                        "http-close",
                        "HTTP/1.1, Connection: close",
                        http,
                        closed(Unit.CONNECTION, Wrk.Requests.closing(CONCURRENT)),
                        List.of()),
                inHttp(
                        "http-bodies",
                        "HTTP/1.1, bodies of 10 MiB",
                        http,
                        new Closed(Unit.GIB, (_, target) -> Bodies.run(target, 4), false),
                        List.of(new AgainstBest(Figure.GIGABITS, 1.15))),
                inHttp(
                        "http2",
                        "HTTP/2, 100 streams on each of 4 connections",
                        Setting.of(Setting.Protocol.HTTP2),
                        new Closed(Unit.REQUEST, (_, target) -> H2Load.run(target, 4, 100), false),
                        dear),
                inHttp(
                        "https",
                        "HTTP/1.1 over TLS at the endpoint, kept alive",
                        Setting.of(Setting.Protocol.HTTPS),
                        closed(Unit.REQUEST, Wrk.Requests.keepingAlive(64).secure()),
                        dear));
    }

    private Scenario keepAlive(int connections, boolean quick, List<Goal> goals) {
        return plain(
                "keepalive-" + connections,
                "small requests, kept alive, "
                        + connections
                        + (connections == 1 ? " connection" : " connections"),
                "Each connection sends its next request when it has its answer.",
                quick,
                closed(Unit.REQUEST, Wrk.Requests.keepingAlive(connections)),
                goals);
    }

    private static Closed closed(Unit unit, Wrk.Requests requests) {
        return new Closed(unit, (bench, target) -> bench.wrk().run(target, requests), true);
    }

    private Scenario bulk(int streams, Iperf.Way way, boolean quick) {
        boolean toClient = way == Iperf.Way.TO_CLIENT;
        return scenario(
                "bulk-%d-%s".formatted(streams, toClient ? "down" : "up"),
                "bulk, "
                        + (streams == 1 ? "1 stream " : streams + " streams ")
                        + (toClient ? "to the client" : "to the origin"),
                "iperf3, as fast as it goes.",
                quick,
                List.of(Tool.IPERF3),
                new Bulk(streams, way),
                cast.contestants(Setting.PLAIN, true),
                List.of(
                        new AgainstBest(Figure.GIGABITS, 1.3),
                        new AgainstBest(Figure.CPU_PER_GIB, 0.6)));
    }

    private Scenario plain(
            String id, String title, String what, boolean quick, Load load, List<Goal> goals) {
        var contestants = cast.contestants(Setting.PLAIN, thorough);
        return scenario(id, title, what, quick, List.of(), load, contestants, goals);
    }

    private Scenario starting(
            String id,
            String title,
            String what,
            boolean quick,
            Setting setting,
            Load load,
            List<Goal> goals) {
        var proxies = withoutDirect(cast.contestants(setting, false));
        return scenario(id, title, what, quick, List.of(), load, proxies, goals);
    }

    private static List<Contestant> withoutDirect(List<Contestant> contestants) {
        return contestants.stream().filter(c -> !c.peer().equals(Peers.DIRECT)).toList();
    }

    private Scenario inHttp(String id, String title, Setting setting, Load load, List<Goal> goals) {
        var tools =
                switch (setting.protocol()) {
                    case TCP, HTTP -> List.<Tool>of();
                    case HTTP2 -> List.of(Tool.H2LOAD);
                    case HTTPS -> List.of(Tool.OPENSSL);
                };
        var contestants = new ArrayList<>(cast.contestants(setting, thorough));
        contestants.removeIf(
                c -> c.peer().equals(Peers.DIRECT) && setting.protocol() != Setting.Protocol.HTTP);
        return scenario(id, title, "Proxies in HTTP mode.", false, tools, load, contestants, goals);
    }

    private Scenario scenario(
            String id,
            String title,
            String what,
            boolean quick,
            List<Tool> needs,
            Load load,
            List<Contestant> contestants,
            List<Goal> goals) {
        return new Scenario(
                id,
                title,
                what,
                quick,
                needs,
                load,
                contestants,
                List.of(cast.penstock().name()),
                goals);
    }
}
