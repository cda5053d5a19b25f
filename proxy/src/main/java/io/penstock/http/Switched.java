package io.penstock.http;

import io.netty.buffer.ByteBuf;
import io.penstock.http.line.Line;
import io.penstock.net.IpPort;
import io.penstock.relay.Leg;
import io.penstock.relay.Memory;
import org.jspecify.annotations.Nullable;

/**
 * The two sockets of an exchange after a 101, as legs for the relay: nothing that was read or
 * written before is lost.
 *
 * @param client what it has sent since goes to the resource first
 * @param resource what it has sent since goes to the client first
 */
record Switched(Leg client, Leg resource) {
    /**
     * Takes the sockets of two lines.
     *
     * @param from where in the loop's buffer lies what the resource has said behind its 101
     * @return null if a line has no socket of its own; the lines are as they were
     */
    static @Nullable Switched of(
            Memory memory, Line client, Line resource, IpPort[] peers, int from, int to) {
        if (!client.isBare() || !resource.isBare()) {
            return null;
        }
        var one = client.handOver();
        var other = resource.handOver();
        var toClient = one.unsent();
        if (from < to) {
            toClient = toClient == null ? memory.hold(from, to) : memory.append(toClient, from, to);
        }
        var toResource = joined(memory, other.unsent(), one.unread());
        return new Switched(
                Leg.back(one.wire(), peers[0], toResource),
                Leg.back(other.wire(), peers[1], toClient));
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
