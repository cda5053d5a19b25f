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
}
