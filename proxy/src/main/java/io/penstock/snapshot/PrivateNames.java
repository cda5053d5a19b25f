package io.penstock.snapshot;

import io.penstock.resource.Exposure;
import io.penstock.resource.ResourceConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The custom domains that lead to endpoints which ask for private DNS. Each stands for itself alone
 * and a wildcard for one label in its place, so nothing is said of their siblings. Immutable; any
 * thread.
 */
public final class PrivateNames {
    /** Whether the DNS server answers for a custom domain, or why not. */
    public enum Standing {
        /** It does. */
        ANSWERED,
        /** The endpoint does not ask for it. */
        NOT_ASKED,
        /** The configuration's owner is not known to own it. */
        NOT_VERIFIED,
        /** The endpoint wants others. */
        NOT_SPECIFIED,
        /** Of a group's child: the original has private DNS for the group's domain alone. */
        NO_GROUP_DOMAIN
    }

    private final Map<String, Names.Named> byDomain;
    private final Map<Exposure.Id, Standing> standings;
    private final List<NameClash> clashes;

    private PrivateNames(
            Map<String, Names.Named> byDomain,
            Map<Exposure.Id, Standing> standings,
            List<NameClash> clashes) {
        this.byDomain = Map.copyOf(byDomain);
        this.standings = Map.copyOf(standings);
        this.clashes = List.copyOf(clashes);
    }

    /**
     * The custom domains of these exposures.
     *
     * @param exposures with their addresses from the pool
     */
    public static PrivateNames of(List<Exposure> exposures, Settings settings) {
        var byDomain = new HashMap<String, Names.Named>();
        var standings = new HashMap<Exposure.Id, Standing>();
        var clashes = new ArrayList<NameClash>();
        for (var exposure : exposures) {
            if (exposure.customDomain().isEmpty()) {
                continue;
            }
            var domain = exposure.customDomain().get();
            var standing = standing(exposure, domain, settings);
            standings.put(exposure.id(), standing);
            if (standing == Standing.ANSWERED) {
                var before = byDomain.get(domain);
                if (before == null || leadsTo(before, exposure)) {
                    byDomain.put(domain, with(before, exposure));
                } else {
                    var first = before.exposures().getFirst();
                    clashes.add(new NameClash(domain, first, exposure));
                }
            }
        }
        return new PrivateNames(byDomain, standings, clashes);
    }

    /** Whether a name leads to where the exposure listens: a port tells them apart then. */
    private static boolean leadsTo(Names.Named named, Exposure exposure) {
        return named.endpoint().identity().equals(exposure.endpoint().identity())
                && named.exposures().getFirst().bindings().equals(exposure.bindings());
    }

    private static Names.Named with(Names.@Nullable Named before, Exposure exposure) {
        var exposures = new ArrayList<>(before == null ? List.of() : before.exposures());
        exposures.add(exposure);
        return new Names.Named(exposure.endpoint(), exposures);
    }

    private static Standing standing(Exposure exposure, String domain, Settings settings) {
        var endpoint = exposure.endpoint();
        if (endpoint.privateDns().isEmpty()) {
            return Standing.NOT_ASKED;
        }
        if (endpoint.configuration() instanceof ResourceConfiguration.Group group
                && group.groupDomain().isEmpty()) {
            return Standing.NO_GROUP_DOMAIN;
        }
        var asked = endpoint.privateDns().get();
        boolean specified = asked.specifies(domain);
        boolean verified = isVerified(endpoint.configuration(), domain, settings);
        return switch (asked.preference()) {
            case ALL_DOMAINS -> Standing.ANSWERED;
            case SPECIFIED_DOMAINS_ONLY -> specified ? Standing.ANSWERED : Standing.NOT_SPECIFIED;
            case VERIFIED_DOMAINS_ONLY -> verified ? Standing.ANSWERED : Standing.NOT_VERIFIED;
            case VERIFIED_DOMAINS_AND_SPECIFIED_DOMAINS ->
                    verified || specified ? Standing.ANSWERED : Standing.NOT_VERIFIED;
        };
    }

    /**
     * A child inherits from its group's domain, as in the original. The original makes a
     * configuration for an ARN of its owner's account alone, and fills in the domains itself.
     */
    private static boolean isVerified(
            ResourceConfiguration configuration, String domain, Settings settings) {
        var owner = configuration.identity().owner();
        return switch (configuration) {
            case ResourceConfiguration.Group group ->
                    settings.isVerified(group.groupDomain().orElse(domain), owner);
            case ResourceConfiguration.Arn arn ->
                    arn.definition().account().equals(owner) || settings.isVerified(domain, owner);
            case ResourceConfiguration.Single _,
                    ResourceConfiguration.Child _,
                    ResourceConfiguration.Cidrs _ ->
                    settings.isVerified(domain, owner);
        };
    }

    /**
     * What a name stands for; an exact domain before a wildcard.
     *
     * @param name in any case, without a dot at the end
     */
    public Optional<Names.Named> find(String name) {
        var asked = name.toLowerCase(Locale.ROOT);
        return Optional.ofNullable(byDomain.get(asked)).or(() -> byWildcard(asked));
    }

    private Optional<Names.Named> byWildcard(String name) {
        int dot = name.indexOf('.');
        return dot > 0
                ? Optional.ofNullable(byDomain.get("*" + name.substring(dot)))
                : Optional.empty();
    }

    /** The custom domain that is answered with an exposure's addresses; empty: none is. */
    public Optional<String> of(Exposure exposure) {
        return exposure.customDomain().filter(_ -> standing(exposure) == Standing.ANSWERED);
    }

    /** How it stands with an exposure's custom domain, if it has one. */
    public Standing standing(Exposure exposure) {
        return standings.getOrDefault(exposure.id(), Standing.NOT_ASKED);
    }

    /** Every domain that is answered for, in no order. */
    public Iterable<String> all() {
        return byDomain.keySet();
    }

    /**
     * Domains that lead to two places; the second has lost. A configuration with one is refused.
     */
    public List<NameClash> clashes() {
        return clashes;
    }
}
