package io.penstock.resolver;

import io.netty.handler.codec.dns.DnsRecordType;
import io.penstock.net.IpPort;
import io.penstock.resolver.Answer.Cause;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one name's records of one type, over TCP where they did not fit into a datagram, and for
 * the name behind an alias until there are some. Confined to its loop.
 */
final class Chase {
    private static final int MAX_QUESTIONS = 8;

    private final Upstream upstream;
    private final Servers servers;
    private final DnsRecordType type;
    private final Consumer<Answer> done;
    private Upstream.@Nullable Call call;
    private long ttlSeconds = Integer.MAX_VALUE;
    private int questions;
    private boolean givenUp;

    private Chase(Upstream upstream, Servers servers, DnsRecordType type, Consumer<Answer> done) {
        this.upstream = upstream;
        this.servers = servers;
        this.type = type;
        this.done = done;
    }

    /**
     * Starts; on the loop.
     *
     * @param type A, AAAA or SRV
     * @param done called once on the loop
     */
    static Chase start(
            Upstream upstream,
            Servers servers,
            String name,
            DnsRecordType type,
            Consumer<Answer> done) {
        var chase = new Chase(upstream, servers, type, done);
        chase.ask(name);
        return chase;
    }

    private void ask(String name) {
        questions++;
        send(name, Protocol.UDP, servers);
    }

    private void send(String name, Protocol protocol, Servers to) {
        call =
                upstream.send(
                        Wire.query(name, type),
                        protocol,
                        to,
                        outcome -> {
                            switch (outcome) {
                                case Upstream.Outcome.Answered(var message, var server) ->
                                        answered(name, protocol, message, server);
                                case Upstream.Outcome.Failed(var cause, var text) ->
                                        done.accept(new Answer.Failed(cause, text, 0));
                            }
                        });
    }

    private void answered(String name, Protocol protocol, byte[] message, IpPort server) {
        if (Wire.truncated(message) && !givenUp) {
            switch (protocol) {
                case UDP -> send(name, Protocol.TCP, first(server));
                case TCP -> failed(Cause.BAD_ANSWER, server + ": truncates its answer over TCP", 0);
            }
            return;
        }
        switch (ReplyReader.read(message, name, type)) {
            case Reply.Found(var ips, var ttl) ->
                    done.accept(new Answer.Addresses(ips, Math.min(ttlSeconds, ttl)));
            case Reply.Offered(var services, var ttl) ->
                    done.accept(new Answer.Services(services, Math.min(ttlSeconds, ttl)));
            case Reply.Alias(var alias, var ttl) -> follow(server, alias, ttl);
            case Reply.None(var cause, var text, var ttl) ->
                    failed(cause, server + " " + text, Math.min(ttlSeconds, ttl));
        }
    }

    private void follow(IpPort server, String alias, long ttl) {
        ttlSeconds = Math.min(ttlSeconds, ttl);
        if (questions == MAX_QUESTIONS) {
            failed(Cause.BAD_ANSWER, server + ": endless chain of aliases at " + alias, 0);
        } else if (!Question.isName(alias) || Question.isLocalhost(alias)) {
            failed(Cause.BAD_ANSWER, server + ": an alias to a name that is not asked for", 0);
        } else {
            ask(alias);
        }
    }

    /** The server whose answer did not fit, then the others. */
    private Servers first(IpPort server) {
        var others = servers.servers().stream().filter(s -> !s.equals(server));
        List<IpPort> order = Stream.concat(Stream.of(server), others).toList();
        return new Servers(order, servers.sources(), servers.device());
    }

    private void failed(Cause cause, String text, long ttl) {
        done.accept(new Answer.Failed(cause, text, ttl));
    }

    /** Ends it now, with what is known; on the loop. Does nothing once it is done. */
    void giveUp() {
        givenUp = true;
        if (call != null) {
            call.giveUp();
        }
    }
}
