package io.penstock.load.scenario;

import io.penstock.load.peer.Configured;
import io.penstock.load.report.Figure;
import io.penstock.load.report.Sample;
import io.penstock.load.traffic.Wrk;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Every port of an address, as far as a proxy can: how long that takes, and what a connection costs
 * then.
 */
record EveryPort(int connections) implements Load.OnStart {
    private static final int PORTS = 65_535;
    private static final int TIMEOUT_MILLIS = 2000;

    @Override
    public Set<Figure> figures() {
        var all = EnumSet.of(Figure.PORTS, Figure.START, Figure.RESIDENT);
        all.addAll(Unit.CONNECTION.figures());
        return all;
    }

    @Override
    public Sample measure(Bench bench, Configured configured) throws IOException {
        try (var started = FirstByte.Started.of(configured)) {
            var start = started.figures();
            var running = started.running();
            int step = bench.effort().share() < 1 ? 1021 : 7;
            var time = bench.effort().time();
            var requests = Wrk.Requests.closing(connections);
            var metered =
                    bench.meter()
                            .of(
                                    running::pids,
                                    () -> bench.wrk().run(Bench.target(running, time), requests));
            var sample = Unit.CONNECTION.sample(metered.result(), metered.usage(), true);
            double open = (double) open(running.address(), step) * PORTS / ports(step).count();
            running.requireHealthy();
            return start.and(sample).with(Figure.PORTS, open);
        }
    }

    private static IntStream ports(int step) {
        return IntStream.rangeClosed(1, PORTS).filter(port -> port % step == 0);
    }

    /** Of every so many ports those that take a connection, whatever becomes of it. */
    private static long open(String address, int step) {
        return ports(step).filter(port -> takes(new InetSocketAddress(address, port))).count();
    }

    private static boolean takes(InetSocketAddress at) {
        try (var socket = new Socket()) {
            socket.connect(at, TIMEOUT_MILLIS);
            return true;
        } catch (IOException e) {
            return false; // refused: that is what is asked for
        }
    }
}
