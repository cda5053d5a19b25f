package io.penstock.transport;

import io.netty.buffer.ByteBuf;
import io.penstock.net.IpPort;
import io.penstock.relay.Leg;
import io.penstock.relay.Loop;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Listens to what a seized leg says first, within a deadline and a bound, before anybody decides
 * where it goes. What was listened to stays with the leg and goes to the other one first of all,
 * but for a PROXY header, which is for Penstock alone. On the leg's loop. Nothing is answered, so a
 * client that waits for the resource to speak first is not understood.
 */
public final class ReadAhead {
    private final Leg leg;
    private final Loop.Delay timeout;
    private final Runnable stop;

    private ReadAhead(Leg leg, Loop.Delay timeout, Runnable stop) {
        this.leg = leg;
        this.timeout = timeout;
        this.stop = stop;
    }

    /**
     * Listens for the header of a load balancer (PROXY protocol, version 1 or 2), and takes it off.
     *
     * @param done is told once, on the loop, perhaps before this returns; not after a {@link
     *     #cancel}. It gets the client that the header names; empty where the balancer speaks for
     *     itself.
     */
    public static ReadAhead header(
            Leg leg, Duration patience, Consumer<Heard<Optional<IpPort>>> done) {
        return begin(new Hearing<>(leg, ProxyHeader::parse, patience, done), patience);
    }

    /**
     * Listens for the name that the client asks for: in a TLS ClientHello or the head of an HTTP
     * request (version 1, or 2 with prior knowledge).
     *
     * @param done is told once, on the loop, perhaps before this returns; not after a {@link
     *     #cancel}. It gets the name, lower case and without a dot at the end; empty where what was
     *     said names nobody.
     */
    public static ReadAhead name(
            Leg leg, Duration patience, Consumer<Heard<Optional<String>>> done) {
        return begin(new Hearing<>(leg, Opening::parse, patience, done), patience);
    }

    private static <T> ReadAhead begin(Hearing<T> hearing, Duration patience) {
        var leg = hearing.leg;
        var timeout = leg.loop().after(patience.toNanos(), hearing::timedOut);
        hearing.timeout = timeout;
        leg.hear(hearing);
        return new ReadAhead(leg, timeout, hearing::finish);
    }

    /** Gives up; nobody is told any more. What was read stays with the leg. */
    public void cancel() {
        stop.run();
        timeout.cancel();
        if (!leg.isJoined()) {
            leg.hearNoMore();
        }
    }

    /** One leg, one parser, one answer. */
    private static final class Hearing<T> implements Leg.Hearer {
        private final Leg leg;
        private final Function<ByteBuf, Parsed<T>> parser;
        private final Duration patience;
        private final Consumer<Heard<T>> done;
        private Loop.@Nullable Delay timeout;
        private Parsed<T> parsed = new Parsed.More<>();
        private boolean spoke;
        private boolean over;

        Hearing(
                Leg leg,
                Function<ByteBuf, Parsed<T>> parser,
                Duration patience,
                Consumer<Heard<T>> done) {
            this.leg = leg;
            this.parser = parser;
            this.patience = patience;
            this.done = done;
        }

        @Override
        public boolean needsMore(ByteBuf soFar) {
            spoke = true;
            parsed = parser.apply(soFar);
            return parsed instanceof Parsed.More;
        }

        @Override
        public void over(Leg.Silence why) {
            switch (why) {
                case ENOUGH -> tell();
                case ENDED -> tell(Heard.Why.ENDED, "the client ended its stream " + soFar());
                case GONE -> tell(Heard.Why.GONE, "the client was gone " + soFar());
                case CLOSED -> tell(Heard.Why.STOPPED, "Penstock stops");
            }
        }

        private void tell() {
            switch (parsed) {
                case Parsed.Done<T>(var what, var bytes) -> {
                    leg.skip(bytes);
                    tell(new Heard.Said<>(what));
                }
                case Parsed.TooLong<T>(var text) -> tell(Heard.Why.TOO_LONG, text);
                case Parsed.Wrong<T>(var text) -> tell(Heard.Why.NOT_UNDERSTOOD, text);
                case Parsed.More<T>() -> throw new AssertionError("it was to need no more");
            }
        }

        void timedOut() {
            if (!over) {
                leg.hearNoMore();
                tell(
                        Heard.Why.TIMED_OUT,
                        "no more came within " + patience.toSeconds() + " s " + soFar());
            }
        }

        private String soFar() {
            return spoke ? "in the midst of it" : "before it said anything";
        }

        private void tell(Heard.Why why, String text) {
            tell(new Heard.Unheard<>(why, text));
        }

        private void tell(Heard<T> heard) {
            if (!over) {
                finish();
                done.accept(heard);
            }
        }

        void finish() {
            over = true;
            if (timeout != null) {
                timeout.cancel();
            }
        }
    }
}
