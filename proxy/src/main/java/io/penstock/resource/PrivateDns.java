package io.penstock.resource;

import java.util.List;

/**
 * For which custom domains the DNS server answers with an endpoint's addresses ({@code
 * privateDnsEnabled}, {@code dnsOptions}).
 *
 * @param specifiedDomains names, or wildcards such as {@code *.example.com}; lower case
 */
public record PrivateDns(Preference preference, List<String> specifiedDomains) {
    /** The original's {@code PrivateDnsPreference}. */
    public enum Preference {
        /** Domains that the operator vouches for. */
        VERIFIED_DOMAINS_ONLY,
        /** Every custom domain. */
        ALL_DOMAINS,
        /** Those that the operator vouches for, and the specified ones. */
        VERIFIED_DOMAINS_AND_SPECIFIED_DOMAINS,
        /** The specified ones, verified or not. */
        SPECIFIED_DOMAINS_ONLY
    }

    /** Copies the list. */
    public PrivateDns {
        specifiedDomains = List.copyOf(specifiedDomains);
    }

    /**
     * Whether a custom domain is among the specified ones: itself, or under a wildcard, however
     * deep.
     */
    public boolean specifies(String customDomain) {
        return specifiedDomains.stream().anyMatch(specified -> covers(specified, customDomain));
    }

    /** Whether a specified domain is meant to take in a custom domain. */
    public static boolean covers(String specified, String customDomain) {
        return specified.equals(customDomain)
                || (specified.startsWith("*.") && customDomain.endsWith(specified.substring(1)));
    }
}
