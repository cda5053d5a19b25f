package io.penstock.load.scenario;

import io.penstock.load.machine.Proc;
import io.penstock.load.peer.Configured;
import io.penstock.load.peer.Ready;
import io.penstock.load.peer.Running;
import io.penstock.load.report.Figure;
import io.penstock.load.report.Sample;
import java.io.IOException;
import java.util.Set;

/** From the start of the process to the first byte of the first answer. */
record FirstByte() implements Load.OnStart {
    @Override
    public Set<Figure> figures() {
        return Set.of(Figure.START, Figure.START_CPU, Figure.RESIDENT);
    }

    @Override
    public Sample measure(Bench bench, Configured configured) throws IOException {
        try (var started = Started.of(configured)) {
            return started.figures();
        }
    }

    /** What was started, and how long that took. */
    record Started(Running running, double millis) implements AutoCloseable {
        /** Starts it; returns with its first answer. */
        static Started of(Configured configured) throws IOException {
            long begin = System.nanoTime();
            var server = configured.begin();
            try {
                Ready.awaitAnswer(server, configured.address(), configured.port());
                double millis = (System.nanoTime() - begin) / 1e6;
                return new Started(new Running(configured, server), millis);
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
        }

        Sample figures() {
            return Sample.of(Figure.START, millis)
                    .with(Figure.START_CPU, Proc.cpuTime(running.pids()).toNanos() / 1e6)
                    .with(Figure.RESIDENT, Closed.resident(running));
        }

        @Override
        public void close() {
            running.close();
        }
    }
}
