package io.penstock.command;

import io.penstock.gateway.ConnectCause;
import io.penstock.gateway.Gateway;
import io.penstock.gateway.GatewayObserver;
import io.penstock.gateway.Health;
import io.penstock.gateway.LookupOutcome;
import io.penstock.gateway.Resolution;
import io.penstock.resolver.Resolver;
import io.penstock.resource.Exposure;
import io.penstock.resource.ResourceGateway;
import io.penstock.snapshot.Snapshot;
import io.penstock.transport.Engine;
import io.penstock.transport.EventLoops;
import io.penstock.transport.Loops;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Resolves a resource's name as an appliance on this host would, without one. */
final class Lookups {
    private static final int LONGEST_SECONDS = 10; // the resolver itself takes 5 at most

    private Lookups() {}

    /** Asks the gateway's DNS servers once. Blocks. */
    static Resolution resolve(Snapshot snapshot, Exposure exposure) {
        var vertx = EventLoops.start(1);
        try {
            var loop = Loops.on(vertx, Engine.Wanted.EPOLL).all().getFirst();
            var gateway =
                    new Gateway(
                            loop,
                            Resolver.on(loop)::resolve,
                            new Health(System::nanoTime),
                            new Nobody(),
                            System::nanoTime);
            var answer = new CompletableFuture<Resolution>();
            loop.execute(() -> gateway.resolve(snapshot, exposure, answer::complete));
            return answer.completeOnTimeout(late(), LONGEST_SECONDS, TimeUnit.SECONDS).join();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private static Resolution late() {
        return new Resolution.Nothing(
                LookupOutcome.TIMED_OUT, "no answer within " + LONGEST_SECONDS + " seconds");
    }

    /** Who asks here does not count what happens. */
    private static final class Nobody implements GatewayObserver {
        @Override
        public void lookedUp(ResourceGateway gateway, LookupOutcome outcome, long nanos) {}

        @Override
        public void attemptFailed(Exposure exposure, ConnectCause cause) {}
    }
}
