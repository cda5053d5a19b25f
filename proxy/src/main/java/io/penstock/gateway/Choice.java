package io.penstock.gateway;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.policy.Verdict;
import io.penstock.resource.Balancing;
import io.penstock.resource.HealthCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The addresses that one connection may be tried at, the next best first: of the lowest priority,
 * healthy, and then as the balancing says, by the weights where a service has some (RFC 2782).
 * Choosing happens when the next is asked for. Confined to its loop.
 */
final class Choice {
    /** 1 / the golden ratio: its multiples fill an interval evenly, however many are taken. */
    private static final double GOLDEN = 0.618_033_988_749_894_9;

    /** An address that policy allows. */
    record Option(Verdict.Allow permit, Member member, int priority, int weight) {}

    /**
     * What a choice goes by.
     *
     * @param client whose connection it is
     * @param turn of the connection, counted over all of the resource's
     */
    record Rules(Balancing balancing, Ip client, RandomGenerator random, int turn) {}

    private final List<List<Option>> groups;
    private final Rules rules;

    private Choice(List<List<Option>> groups, Rules rules) {
        this.groups = groups;
        this.rules = rules;
    }

    /**
     * A choice of these.
     *
     * @param now of the monotonic clock, in nanoseconds
     */
    static Choice of(List<Option> options, HealthCheck check, Rules rules, long now) {
        if (options.size() == 1) {
            // Nothing to choose: the only one is tried, healthy or not.
            return new Choice(new ArrayList<>(List.of(new ArrayList<>(options))), rules);
        }
        var byPriority = new TreeMap<Integer, List<Option>>();
        for (var option : options) {
            byPriority.computeIfAbsent(option.priority, _ -> new ArrayList<>()).add(option);
        }
        var fit = new ArrayList<List<Option>>();
        for (var group : byPriority.values()) {
            var healthy = new ArrayList<>(group);
            healthy.removeIf(option -> !option.member.isHealthy(now));
            boolean panic = healthy.size() * 100 < check.panicPercent() * group.size();
            if (!healthy.isEmpty() && !panic) {
                fit.add(healthy);
            }
        }
        // Where no priority has enough healthy ones, none is left out.
        var groups = fit.isEmpty() ? new ArrayList<>(byPriority.values()) : fit;
        return new Choice(groups, rules);
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** Takes the best that is left. */
    Option next() {
        var group = groups.getFirst();
        return take(group, group.size() == 1 ? 0 : index(group));
    }

    /** The same without chance: of all that are left that with the fewest connections. */
    Option likeliest() {
        var group = groups.getFirst();
        if (rules.balancing != Balancing.LEAST_CONNECTIONS) {
            return next();
        }
        int least = 0;
        for (int i = 1; i < group.size(); i++) {
            least = load(group.get(i)) < load(group.get(least)) ? i : least;
        }
        return take(group, least);
    }

    private Option take(List<Option> group, int index) {
        var option = group.remove(index);
        if (group.isEmpty()) {
            groups.removeFirst();
        }
        return option;
    }

    private int index(List<Option> group) {
        return switch (rules.balancing) {
            case LEAST_CONNECTIONS -> leastConnections(group);
            case ROUND_ROBIN -> inTurn(group);
            case SOURCE_IP_HASH -> byClient(group);
        };
    }

    /** Of two different ones, drawn by weight, that with fewer connections for its weight. */
    private int leastConnections(List<Option> group) {
        double all = weight(group);
        int one = drawn(group, rules.random.nextDouble(all), -1);
        double others = all - group.get(one).weight;
        int other = drawn(group, rules.random.nextDouble(others), one);
        return load(group.get(other)) < load(group.get(one)) ? other : one;
    }

    private static double load(Option option) {
        return (double) option.member.connections() / option.weight;
    }

    private static double weight(List<Option> group) {
        double sum = 0;
        for (var option : group) {
            sum += option.weight;
        }
        return sum;
    }

    /** Where a point between 0 and the sum of the weights falls. */
    private static int drawn(List<Option> group, double point, int without) {
        double left = point;
        int last = -1;
        for (int i = 0; i < group.size(); i++) {
            if (i != without) {
                last = i;
                left -= group.get(i).weight;
                if (left < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    /** In the order of the addresses, since answers come in any order. */
    private int inTurn(List<Option> group) {
        group.sort((a, b) -> compare(a.member.address(), b.member.address()));
        boolean even = group.stream().allMatch(each -> each.weight == group.getFirst().weight);
        if (even) {
            return Math.floorMod(rules.turn, group.size());
        }
        double part = (rules.turn & Integer.MAX_VALUE) * GOLDEN % 1;
        return drawn(group, part * weight(group), -1);
    }

    private static int compare(IpPort one, IpPort other) {
        int byIp = one.ip().compareTo(other.ip());
        return byIp != 0 ? byIp : Integer.compare(one.port(), other.port());
    }

    /**
     * Rendezvous hashing (Thaler and Ravishankar), weighted: each address has a score for the
     * client that no other address has a part in, and the highest wins.
     */
    private int byClient(List<Option> group) {
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < group.size(); i++) {
            double score = score(group.get(i));
            if (score > highest) {
                highest = score;
                best = i;
            }
        }
        return best;
    }

    private double score(Option option) {
        var address = option.member.address();
        long hash = mixed(rules.client.high() + 1);
        hash = mixed(hash ^ rules.client.low());
        hash = mixed(hash ^ address.ip().high());
        hash = mixed(hash ^ address.ip().low());
        hash = mixed(hash ^ address.port());
        double fraction = ((hash >>> 11) + 0.5) * 0x1.0p-53; // between 0 and 1, and neither
        return -option.weight / Math.log(fraction);
    }

    /** The finalizer of SplitMix64: each bit of the input changes each of the output. */
    private static long mixed(long bits) {
        long a = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
        return b ^ (b >>> 31);
    }
}
