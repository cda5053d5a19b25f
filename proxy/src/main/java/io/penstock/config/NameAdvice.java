package io.penstock.config;

import io.penstock.config.ConfigReader.Objects;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Problems;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Exposure;
import io.penstock.resource.PrivateDns;
import io.penstock.resource.ResourceConfiguration.Group;
import io.penstock.snapshot.GatewayDomains;
import io.penstock.snapshot.Snapshot;
import java.util.List;
import java.util.stream.Collectors;

/** Warns of names that somebody probably expects and that the DNS server does not answer for. */
final class NameAdvice {
    private static final String DOMAINS = "privateDnsSpecifiedDomains";

    private final Snapshot snapshot;
    private final Problems problems;
    private final Written written;

    NameAdvice(Snapshot snapshot, Objects objects, Problems problems) {
        this.snapshot = snapshot;
        this.problems = problems;
        this.written = new Written(objects);
    }

    /** Gives every warning that concerns names. */
    void give() {
        for (var endpoint : snapshot.configuration().endpoints()) {
            endpoint.privateDns().ifPresent(asked -> endpoint(endpoint, asked));
        }
        for (var exposure : snapshot.catalog().exposures()) {
            customDomain(exposure);
            GatewayDomains.domains(exposure).forEach(domain -> dnsDomain(exposure, domain));
        }
    }

    private void endpoint(Endpoint endpoint, PrivateDns asked) {
        var fields = written.of(endpoint);
        var domains =
                snapshot.catalog().exposuresOf(endpoint.identity()).stream()
                        .flatMap(exposure -> exposure.customDomain().stream())
                        .toList();
        if (snapshot.settings().dns().isEmpty()) {
            problems.warning(
                    fields.keyAt("privateDnsEnabled"),
                    "no DNS server of Penstock's answers: `appliance.dns` is missing");
        } else if (domains.isEmpty()) {
            problems.warning(
                    fields.keyAt("privateDnsEnabled"),
                    "has no effect: nothing that `%s` exposes has a `customDomainName`"
                            .formatted(endpoint.identity().name()));
        } else {
            specified(fields.inner("dnsOptions"), asked.specifiedDomains(), domains);
        }
    }

    private void specified(Fields options, List<String> specified, List<String> domains) {
        var places = options.list(DOMAINS, Literals::scalar);
        for (int i = 0; i < specified.size(); i++) {
            var wanted = specified.get(i);
            if (domains.stream().noneMatch(domain -> PrivateDns.covers(wanted, domain))) {
                problems.warning(
                        places.get(i).place(),
                        "`%s` is the custom domain of nothing that this endpoint exposes; there %s"
                                .formatted(wanted, thereIs(domains)));
            }
        }
    }

    private static String thereIs(List<String> domains) {
        return (domains.size() == 1 ? "is " : "are ")
                + domains.stream()
                        .map(domain -> "`" + domain + "`")
                        .collect(Collectors.joining(", "));
    }

    private void customDomain(Exposure exposure) {
        var domain = exposure.customDomain().orElse("");
        switch (snapshot.privateNames().standing(exposure)) {
            case ANSWERED, NOT_ASKED, NOT_SPECIFIED -> {}
            case NOT_VERIFIED ->
                    problems.warning(
                            written.of(exposure.endpoint()).keyAt("privateDnsEnabled"),
                            "`%s` is not answered for: nothing says that it is %s; or let `dnsOptions` name it"
                                    .formatted(
                                            domain,
                                            ownedBy(
                                                    exposure.endpoint()
                                                            .configuration()
                                                            .identity()
                                                            .owner(),
                                                    verifiable(exposure, domain))));
            case NO_GROUP_DOMAIN ->
                    problems.warning(
                            written.of(exposure.endpoint()).keyAt("privateDnsEnabled"),
                            "`%s` is not answered for: its group `%s` has no `groupDomain`, and private DNS is for that alone"
                                    .formatted(
                                            domain,
                                            exposure.endpoint().configuration().identity().name()));
        }
    }

    /** The domain that has to be vouched for. */
    private static String verifiable(Exposure exposure, String domain) {
        var bare = domain.startsWith("*.") ? domain.substring(2) : domain;
        return exposure.endpoint().configuration() instanceof Group group
                ? group.groupDomain().orElse(bare)
                : bare;
    }

    private static String ownedBy(String owner, String domain) {
        return "%s's; add `{domain: %s, owner: \"%s\"}` to `appliance.verifiedDomains`"
                .formatted(owner, domain, owner);
    }

    private void dnsDomain(Exposure exposure, String domain) {
        if (!GatewayDomains.isTrusted(exposure, domain, snapshot.settings())) {
            problems.warning(
                    written.of(exposure.endpoint()).at("resourceConfiguration"),
                    "names under `%s` are not asked of its gateway: nothing says that the domain is %s"
                            .formatted(domain, ownedBy(exposure.resource().owner(), domain)));
        }
    }
}
