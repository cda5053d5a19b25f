package io.penstock.passage;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.policy.Admission;
import io.penstock.policy.Verdict;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.resource.Quota;
import io.penstock.resource.Subject;
import io.penstock.resource.Switchboard;
import io.penstock.resource.WhenUnshared;
import io.penstock.snapshot.Snapshot;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Judges living connections by the rules of a snapshot that came after they were admitted: with the
 * same functions that admitted them. Immutable; any thread.
 */
final class Today {
    private final Snapshot snapshot;
    private final Map<Exposure.Id, Exposure> exposures = new HashMap<>();
    private final Map<Identity, Quota> quotas = new HashMap<>();
    private final Map<String, Exposure> byEndpoint = new HashMap<>();

    Today(Snapshot snapshot) {
        this.snapshot = snapshot;
        for (var exposure : snapshot.catalog().exposures()) {
            exposures.put(exposure.id(), exposure);
            quotas.put(exposure.endpoint().identity(), exposure.endpoint().options().quota());
            quotas.put(exposure.resource(), exposure.options().quota());
            byEndpoint.putIfAbsent(exposure.id().endpoint(), exposure);
        }
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** What an endpoint may have now; of one that is no more, what it could when it was. */
    Quota quotaOfEndpoint(Exposure then) {
        var endpoint = then.endpoint();
        return quotas.getOrDefault(endpoint.identity(), endpoint.options().quota());
    }

    /** The same of the resource, also where the endpoint has moved on to another one. */
    Quota quotaOfResource(Exposure then) {
        return quotas.getOrDefault(then.resource(), then.options().quota());
    }

    /**
     * Why a connection would be refused now; null if it would not. A changed definition alone does
     * not end it: what counts is whether the address it went to may still be dialed.
     *
     * @param then what it was admitted to; of several resources one must be left
     * @param client null if a load balancer in front has yet to name it
     * @param port which the client came to
     * @param target where it was connected to; null if it is not yet
     */
    @Nullable CloseReason judge(
            Subject then, @Nullable Ip client, int port, @Nullable IpPort target) {
        var now =
                switch (then) {
                    case Exposure exposure -> exposures.get(exposure.id());
                    case Switchboard several -> byEndpoint.get(several.id().endpoint());
                };
        if (now == null) {
            return CloseReason.REMOVED;
        }
        if (!now.endpoint().isEntitled() && now.options().whenUnshared() == WhenUnshared.CLOSE) {
            return CloseReason.SHARE_WITHDRAWN;
        }
        if (client == null) {
            return null; // it is judged when it is named
        }
        var admission = snapshot.ingress(now.endpoint()).decide(client, port);
        if (admission instanceof Admission.Refused) {
            return CloseReason.POLICY_CHANGED;
        }
        if (target == null) {
            return null; // it is judged again when it is connected
        }
        var verdict = snapshot.egress(now.gateway()).decide(target.ip(), target.port());
        return verdict instanceof Verdict.Deny ? CloseReason.POLICY_CHANGED : null;
    }
}
