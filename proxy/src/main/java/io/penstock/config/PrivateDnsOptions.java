package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Node.Scalar;
import io.penstock.config.yaml.Problems;
import io.penstock.resource.PrivateDns;
import io.penstock.resource.PrivateDns.Preference;
import io.penstock.resource.ResourceConfiguration;
import java.util.List;
import java.util.Optional;

/** Reads {@code privateDnsEnabled} and {@code dnsOptions} of an endpoint. */
final class PrivateDnsOptions {
    private static final int MAX_DOMAINS = 10;
    private static final String DOMAINS = "privateDnsSpecifiedDomains";

    /** What the original shows for preferences that specify nothing. */
    private static final String EVERY = "*";

    private PrivateDnsOptions() {}

    /** Which custom domains are to lead to the endpoint; empty: none. */
    static Optional<PrivateDns> read(Fields endpoint) {
        boolean enabled = endpoint.one("privateDnsEnabled", Literals::truth).orElse(false);
        var options = endpoint.inner("dnsOptions");
        var preference =
                options.one("privateDnsPreference", Literals.choice(Preference.class))
                        .orElse(Preference.VERIFIED_DOMAINS_ONLY);
        var written = options.list(DOMAINS, PrivateDnsOptions::specified);
        if (written.size() > MAX_DOMAINS) {
            options.problems()
                    .error(
                            options.at(DOMAINS),
                            "has %d domains; at most %d, and `*.example.com` stands for all under it"
                                    .formatted(written.size(), MAX_DOMAINS));
        }
        var domains = written.stream().filter(domain -> !domain.equals(EVERY)).toList();
        fits(options, preference, written, domains);
        if (!enabled) {
            if (endpoint.has("dnsOptions") && !options.isBroken()) {
                endpoint.problems()
                        .warning(
                                endpoint.keyAt("dnsOptions"),
                                "has no effect without `privateDnsEnabled: true`");
            }
            return Optional.empty();
        }
        return Optional.of(new PrivateDns(preference, domains));
    }

    /** Reports private DNS where nothing has a custom domain. */
    static void belong(Fields endpoint, ResourceConfiguration configuration) {
        if (configuration instanceof ResourceConfiguration.Cidrs
                && endpoint.one("privateDnsEnabled", Literals::truth).orElse(false)) {
            endpoint.problems()
                    .error(
                            endpoint.keyAt("privateDnsEnabled"),
                            "a configuration of type CIDR has no custom domain; its"
                                    + " `options.dnsDomains` says whose names the DNS server asks"
                                    + " the gateway's servers for");
        }
    }

    private static Optional<String> specified(Scalar scalar, Problems problems) {
        return scalar.text().equals(EVERY)
                ? Optional.of(EVERY)
                : Words.domainOrWildcard(scalar, problems);
    }

    private static void fits(
            Fields options, Preference preference, List<String> written, List<String> domains) {
        switch (preference) {
            case VERIFIED_DOMAINS_ONLY, ALL_DOMAINS -> {
                if (!domains.isEmpty()) {
                    options.problems()
                            .error(
                                    options.keyAt(DOMAINS),
                                    "does not go with %s; write `privateDnsPreference: %s` or `%s`"
                                            .formatted(
                                                    preference,
                                                    Preference
                                                            .VERIFIED_DOMAINS_AND_SPECIFIED_DOMAINS,
                                                    Preference.SPECIFIED_DOMAINS_ONLY));
                }
            }
            case VERIFIED_DOMAINS_AND_SPECIFIED_DOMAINS, SPECIFIED_DOMAINS_ONLY -> {
                if (domains.size() < written.size()) {
                    options.problems()
                            .error(
                                    options.at(DOMAINS),
                                    "`*` specifies nothing; write `*.example.com`, or `privateDnsPreference: ALL_DOMAINS`");
                } else if (options.isEmpty(DOMAINS)) {
                    options.require(DOMAINS, DOMAINS + ": [web.example.com]");
                }
            }
        }
    }
}
