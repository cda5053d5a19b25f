package io.penstock.gateway;

import io.penstock.net.IpPort;
import io.penstock.policy.EgressPolicy;
import io.penstock.policy.Verdict;
import io.penstock.resource.Exposure;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A target's candidates after the egress policy was asked about each: what it allows is all that
 * will be dialed, by clients and by checks alike.
 *
 * @param listed the allowed and the denied ones, for the pool
 * @param denied what it said of the first that it denies
 */
record Judged(List<Judged.Fit> allowed, List<Pool.Listed> listed, Verdict.@Nullable Deny denied) {
    /** An allowed candidate. */
    record Fit(Candidate candidate, Verdict.Allow permit) {}

    /**
     * Asks. Candidates of an IP version that the gateway does not dial are passed over.
     *
     * @param port which the client came to
     */
    static Judged of(List<Candidate> candidates, Exposure exposure, EgressPolicy policy, int port) {
        var allowed = new ArrayList<Fit>(candidates.size());
        var listed = new ArrayList<Pool.Listed>(candidates.size());
        Verdict.Deny denied = null;
        for (var candidate : candidates) {
            if (exposure.gateway().reaches(candidate.ip())) {
                var verdict = policy.decide(candidate.ip(), candidate.port(exposure, port));
                switch (verdict) {
                    case Verdict.Allow allow -> allowed.add(new Fit(candidate, allow));
                    case Verdict.Deny deny -> denied = denied == null ? deny : denied;
                }
                listed.add(
                        new Pool.Listed(
                                candidate.place(exposure), verdict instanceof Verdict.Deny));
            }
        }
        return new Judged(allowed, listed, denied);
    }

    /** As what to choose from. */
    List<Choice.Option> options(Exposure exposure, Function<IpPort, Member> members) {
        var options = new ArrayList<Choice.Option>(allowed.size());
        for (var fit : allowed) {
            options.add(
                    new Choice.Option(
                            fit.permit,
                            members.apply(fit.candidate.place(exposure)),
                            fit.candidate.priority(),
                            fit.candidate.weight()));
        }
        return options;
    }
}
