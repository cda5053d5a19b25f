package io.penstock.dns;

import io.penstock.net.Ip;
import java.util.HashMap;
import java.util.Map;

/** How many connections there are: bounded in all and for each client. Confined to one loop. */
final class TcpConnections {
    private static final int MAX = 256;
    private static final int MAX_OF_ONE_CLIENT = 32;

    private final Map<Ip, Integer> byClient = new HashMap<>();
    private int all;

    /** Whether one more may be; if so it counts until {@link #closed}. */
    boolean open(Ip client) {
        if (all == MAX || byClient.getOrDefault(client, 0) == MAX_OF_ONE_CLIENT) {
            return false;
        }
        all++;
        byClient.merge(client, 1, Integer::sum);
        return true;
    }

    void closed(Ip client) {
        all--;
        byClient.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    }
}
