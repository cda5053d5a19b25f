package io.penstock.gateway;

import io.penstock.relay.Loop;
import io.penstock.resource.HealthCheck;
import io.vertx.core.Vertx;
import java.util.function.Consumer;

/** The prober for each kind of check. */
final class Probers implements Prober {
    private final Prober tcp;
    private final Prober http;

    Probers(Loop loop, Vertx vertx) {
        this.tcp = new TcpProber(loop);
        this.http = new HttpProber(loop, vertx);
    }

    @Override
    public Probing begin(Probe probe, Consumer<CheckOutcome> done) {
        return switch (probe.check().probe()) {
            case HealthCheck.Probe.None _ -> throw new IllegalArgumentException("nothing to check");
            case HealthCheck.Probe.Tcp _ -> tcp.begin(probe, done);
            case HealthCheck.Probe.Http _ -> http.begin(probe, done);
        };
    }
}
