package io.penstock.gateway;

import io.penstock.relay.Loop;
import io.penstock.transport.Dial;
import io.penstock.transport.Dialer;
import java.util.function.Consumer;

/** Connects, as for a client, and ends the connection in order. */
final class TcpProber implements Prober {
    private final Loop loop;
    private final Dialer dialer = new Dialer();

    TcpProber(Loop loop) {
        this.loop = loop;
    }

    @Override
    public Probing begin(Probe probe, Consumer<CheckOutcome> done) {
        long timeout = probe.check().timeout().toNanos();
        var dialing =
                dialer.dial(
                        loop,
                        probe.target(),
                        probe.from(),
                        timeout,
                        dial -> done.accept(outcome(dial)));
        return dialing::cancel;
    }

    private static CheckOutcome outcome(Dial dial) {
        return switch (dial) {
            case Dial.Connected(var leg) -> {
                leg.close();
                yield CheckOutcome.PASSED;
            }
            case Dial.Failed(var cause, _) ->
                    cause == Dial.Cause.TIMED_OUT
                            ? CheckOutcome.TIMED_OUT
                            : CheckOutcome.NOT_CONNECTED;
        };
    }
}
