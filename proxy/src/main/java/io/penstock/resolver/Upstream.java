package io.penstock.resolver;

import io.netty.channel.EventLoop;
import io.penstock.net.IpPort;
import io.penstock.relay.Loop;
import io.penstock.resolver.Answer.Cause;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes one DNS message to a list of servers, in order, until one answers it. A server that is
 * silent is asked again after the others while there is time; one that cannot be reached or that
 * answers with an error code is not. Confined to its event loop.
 */
public final class Upstream {
    /** What became of a message. */
    public sealed interface Outcome {
        /**
         * A server answered; if it is an error code, every other server failed too.
         *
         * @param message as it came, under an id that is not the query's
         * @param server who said so
         */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Answered(byte[] message, IpPort server) implements Outcome {}

        /** No server answered. */
        record Failed(Cause cause, String text) implements Outcome {}
    }

    /** A message on its way. */
    public interface Call {
        /** Ends it now, with the callback for what is known; on the loop. */
        void giveUp();
    }

    private static final int NO_ERROR = 0;
    private static final int NXDOMAIN = 3;

    private final EventLoop loop;
    private final Timing timing;
    private final SecureRandom ids = new SecureRandom();

    /** The way to servers from a loop. */
    public static Upstream on(Loop loop) {
        return new Upstream(loop.eventLoop(), Timing.DEFAULT);
    }

    Upstream(EventLoop loop, Timing timing) {
        this.loop = loop;
        this.timing = timing;
    }

    /**
     * Sends a message; on the loop.
     *
     * @param query a whole message with one uncompressed question; its id is replaced by one that
     *     cannot be guessed
     * @param servers not empty
     * @param callback called once on the loop, within five seconds, never before this returns
     */
    public Call send(byte[] query, Protocol protocol, Servers servers, Consumer<Outcome> callback) {
        if (servers.servers().isEmpty()) {
            throw new IllegalArgumentException("no server to ask");
        }
        var exchange = new Exchange(query, protocol, servers, callback);
        exchange.next();
        return exchange;
    }

    private final class Exchange implements Call {
        private final byte[] query;
        private final Protocol protocol;
        private final Servers servers;
        private final Consumer<Outcome> callback;
        private final long deadlineNanos;
        private final Deque<IpPort> waiting;
        private final Map<IpPort, String> said = new LinkedHashMap<>();
        private Cause cause = Cause.UNREACHABLE;
        private @Nullable Outcome error;
        private @Nullable Attempt attempt;
        private boolean givenUp;

        Exchange(byte[] query, Protocol protocol, Servers servers, Consumer<Outcome> callback) {
            this.query = query;
            this.protocol = protocol;
            this.servers = servers;
            this.callback = callback;
            this.deadlineNanos = loop.ticker().nanoTime() + timing.totalMillis() * 1_000_000;
            this.waiting = new ArrayDeque<>(servers.servers());
        }

        void next() {
            long leftMillis = (deadlineNanos - loop.ticker().nanoTime()) / 1_000_000;
            var server = waiting.pollFirst();
            if (server == null || leftMillis <= 0 || givenUp || loop.isShuttingDown()) {
                callback.accept(failure());
                return;
            }
            attempt =
                    Attempt.start(
                            loop,
                            Wire.withId(query, ids.nextInt(0x10000)),
                            new Attempt.Via(server, protocol, servers),
                            Math.min(timing.tryMillis(), leftMillis),
                            result -> attempted(server, result));
        }

        private void attempted(IpPort server, Attempt.Result result) {
            switch (result) {
                case Attempt.Result.Answered(var message) -> answered(server, message);
                case Attempt.Result.Silent(var sentWrong) -> {
                    if (cause != Cause.BAD_ANSWER) {
                        cause = sentWrong ? Cause.BAD_ANSWER : Cause.TIMED_OUT;
                    }
                    said.put(server, sentWrong ? "sent no answer to the question" : "is silent");
                    waiting.addLast(server);
                    next();
                }
                case Attempt.Result.Unreachable(var text) -> {
                    said.put(server, text);
                    next();
                }
            }
        }

        private void answered(IpPort server, byte[] message) {
            int code = Wire.code(message);
            var outcome = new Outcome.Answered(message, server);
            if (code == NO_ERROR || code == NXDOMAIN) {
                callback.accept(outcome);
            } else {
                error = outcome;
                next();
            }
        }

        private Outcome failure() {
            if (error != null) {
                return error;
            }
            var text =
                    said.entrySet().stream()
                            .map(e -> e.getKey() + ": " + e.getValue())
                            .collect(Collectors.joining("; "));
            return new Outcome.Failed(cause, text);
        }

        @Override
        public void giveUp() {
            givenUp = true;
            if (attempt != null) {
                attempt.giveUp();
            }
        }
    }
}
