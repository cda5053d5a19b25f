package io.penstock.http;

import io.netty.buffer.ByteBuf;
import io.penstock.http.line.Line;
import io.penstock.net.IpPort;
import io.penstock.relay.Ending;
import io.penstock.relay.Joined;
import io.penstock.relay.Leg;
import io.penstock.relay.Limits;
import io.penstock.relay.Loop;
import io.penstock.relay.Memory;
import io.penstock.relay.Relay;
import io.penstock.relay.Tally;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The two connections of an exchange after a 101, with all that was read or written before and is
 * still on its way. To be joined at once, by whoever is given it. On the loop.
 */
public final class Switched {
    private final Loop loop;
    private final End client;
    private final End resource;

    /** A line and who is at its other end. */
    record End(Line line, IpPort peer) {}

    Switched(Loop loop, End client, End resource) {
        this.loop = loop;
        this.client = client;
        this.resource = resource;
    }

    /**
     * Joins them: as bare sockets where both are, else as lines.
     *
     * @param sum where its bytes are added to those of others; of this loop alone
     * @param onEnding called exactly once, on the loop, never from within a call
     */
    public Joined join(Limits limits, Tally sum, Consumer<Ending> onEnding) {
        if (!client.line.isBare() || !resource.line.isBare()) {
            return Tunnel.join(loop, client.line, resource.line, limits, sum, onEnding);
        }
        var one = client.line.handOver();
        var other = resource.line.handOver();
        var toClient = joined(loop.memory(), one.unsent(), other.unread());
        var toResource = joined(loop.memory(), other.unsent(), one.unread());
        return Relay.join(
                Leg.back(one.wire(), client.peer, toResource),
                Leg.back(other.wire(), resource.peer, toClient),
                Relay.NO_PREFACE,
                limits,
                sum,
                onEnding);
    }

    private static @Nullable ByteBuf joined(
            Memory memory, @Nullable ByteBuf first, @Nullable ByteBuf second) {
        if (first == null) {
            return second;
        }
        byte[] bytes = new byte[first.readableBytes()];
        first.readBytes(bytes);
        memory.drop(first);
        return memory.prepend(bytes, second);
    }
}
