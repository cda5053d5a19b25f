package io.penstock.dns;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many datagrams of each network are answered. A datagram's source can be forged, so that the
 * answers hit somebody who never asked: what is over the limit is dropped, but every second one is
 * answered with TC and nothing else, so that a real client behind a forged neighbour comes over
 * TCP. The table is bounded; the network that was quiet longest is forgotten first. Confined to one
 * loop.
 */
final class RateLimit {
    /** What to do with a datagram. */
    enum Verdict {
        /** Answer it. */
        ANSWER,
        /** Answer that it should come over TCP. */
        TRUNCATE,
        /** Do nothing. */
        DROP
    }

    /** For a network whose only resolver this is. */
    static final int DEFAULT_PER_SECOND = 1_000;

    private static final int PREFIX_V4 = 24;
    private static final int PREFIX_V6 = 56;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final int maxNetworks;
    private final Map<Cidr, Bucket> networks = new LinkedHashMap<>(64, 0.75f, true);

    RateLimit(int maxNetworks) {
        this.maxNetworks = maxNetworks;
    }

    /** Judges one datagram; a network may send a second's worth at once. */
    Verdict judge(Ip from, int perSecond, long nanos) {
        var network = Cidr.around(from, from.isV4() ? PREFIX_V4 : PREFIX_V6);
        var bucket = networks.computeIfAbsent(network, _ -> new Bucket(perSecond, nanos));
        if (networks.size() > maxNetworks) {
            networks.remove(networks.keySet().iterator().next());
        }
        return bucket.take(perSecond, nanos);
    }

    int networks() {
        return networks.size();
    }

    private static final class Bucket {
        private double tokens;
        private long filledNanos;
        private boolean dropped;

        Bucket(int tokens, long nanos) {
            this.tokens = tokens;
            this.filledNanos = nanos;
        }

        Verdict take(int perSecond, long nanos) {
            double earned = (double) (nanos - filledNanos) / SECOND_NANOS * perSecond;
            tokens = Math.min(perSecond, tokens + earned);
            filledNanos = nanos;
            if (tokens >= 1) {
                tokens--;
                return Verdict.ANSWER;
            }
            dropped = !dropped;
            return dropped ? Verdict.DROP : Verdict.TRUNCATE;
        }
    }
}
