package io.penstock.gateway;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.policy.EgressPolicy;
import io.penstock.resource.Exposure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * In which order a client's connection would be tried at a resource's addresses now. What decides
 * by chance is told as it stands: by load.
 *
 * @param order the best first; the addresses that are left out are not in it
 */
public record Preference(List<IpPort> order) {
    /** Copies the list. */
    public Preference {
        order = List.copyOf(order);
    }

    /**
     * The order for a client; nothing is changed by asking. Any thread.
     *
     * @param port which the client came to
     */
    public static Preference of(
            List<Candidate> candidates,
            Exposure exposure,
            EgressPolicy policy,
            Ip client,
            int port,
            Pool pool) {
        var options = Judged.of(candidates, exposure, policy, port).options(exposure, pool::peek);
        var rules =
                new Choice.Rules(
                        exposure.options().balancing(),
                        client,
                        ThreadLocalRandom.current(),
                        pool.turn());
        var choice = Choice.of(options, exposure.options().health(), rules, pool.now());
        var order = new ArrayList<IpPort>();
        while (!choice.isEmpty()) {
            order.add(choice.likeliest().permit().target());
        }
        return new Preference(order);
    }
}
