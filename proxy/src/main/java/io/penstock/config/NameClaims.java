package io.penstock.config;

import io.penstock.config.ConfigReader.Objects;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Place;
import io.penstock.config.yaml.Problems;
import io.penstock.resource.Exposure;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceConfiguration.Cidrs;
import io.penstock.resource.Switchboard;
import io.penstock.snapshot.NameClash;
import io.penstock.snapshot.Settings.Dns;
import io.penstock.snapshot.Snapshot;
import java.util.HashMap;
import java.util.Optional;

/** Domains that two parts of a configuration claim. */
final class NameClaims {
    private final Snapshot snapshot;
    private final Objects objects;
    private final Problems problems;
    private final Written written;

    NameClaims(Snapshot snapshot, Objects objects, Problems problems) {
        this.snapshot = snapshot;
        this.objects = objects;
        this.problems = problems;
        this.written = new Written(objects);
    }

    /** Reports every name that would have two meanings. */
    void check() {
        snapshot.settings().dns().ifPresent(this::zone);
        snapshot.privateNames().clashes().forEach(this::customDomain);
        snapshot.catalog().switchboards().forEach(this::toldApart);
        snapshot.gatewayDomains().clashes().forEach(this::dnsDomain);
    }

    private void zone(Dns dns) {
        for (var entry : objects.configurations().register().entries()) {
            entry.value().ifPresent(found -> against(dns, found, entry.fields()));
        }
    }

    private void against(Dns dns, ResourceConfiguration configuration, Fields fields) {
        switch (configuration) {
            case ResourceConfiguration.Single single ->
                    inZone(dns, single.customDomainName(), Written.customDomain(fields));
            case ResourceConfiguration.Child child ->
                    inZone(dns, child.customDomainName(), Written.customDomain(fields));
            case ResourceConfiguration.Group group ->
                    inZone(dns, group.groupDomain(), fields.at("groupDomain"));
            case Cidrs cidrs -> cidrs(dns, cidrs, fields.inner("options").at("dnsDomains"));
            case ResourceConfiguration.Arn _ -> {} // its children are here, too
        }
    }

    private void inZone(Dns dns, Optional<String> claimed, Place place) {
        claimed.filter(domain -> isUnder(domain, dns.zone()))
                .ifPresent(domain ->
                        problems.error(
                                place,
                                "`%s` lies in the zone `%s` (%s), where names are the endpoints' own; take a domain outside of it"
                                        .formatted(domain, dns.zone(), zonePlace())));
    }

    private String zonePlace() {
        return objects.appliance().inner("dns").at("zone").position();
    }

    private static boolean isUnder(String name, String domain) {
        return name.equals(domain) || name.endsWith("." + domain);
    }

    private void cidrs(Dns dns, Cidrs cidrs, Place place) {
        for (var domain : cidrs.dnsDomains()) {
            inZone(dns, Optional.of(domain), place);
            if (dns.forward().stream().anyMatch(forward -> forward.suffix().equals(domain))) {
                problems.error(
                        place,
                        "`%s` is in `appliance.dns.forward` (%s), too; leave out one of them"
                                .formatted(
                                        domain,
                                        objects.appliance().inner("dns").at("forward").position()));
            }
        }
        if (!cidrs.dnsDomains().isEmpty()) {
            cidrs.gateway().dnsServers().stream()
                    .filter(dns.listen()::contains)
                    .forEach(self ->
                            problems.error(
                                    place,
                                    "the gateway `%s` asks %s, which is this DNS server itself"
                                            .formatted(cidrs.gateway().identity().name(), self)));
        }
    }

    private void customDomain(NameClash clash) {
        var first = clash.first().endpoint();
        var second = clash.second().endpoint();
        if (first.identity().equals(second.identity())) {
            problems.error(
                    written.of(second).keyAt("privateDnsEnabled"),
                    "`%s` is the custom domain of `%s` (%s) and of `%s` (%s), which have different addresses; give each its own"
                            .formatted(
                                    clash.name(),
                                    clash.first().resource().name(),
                                    customDomain(clash.first()).position(),
                                    clash.second().resource().name(),
                                    customDomain(clash.second()).position()));
        } else {
            problems.error(
                    written.of(second).keyAt("privateDnsEnabled"),
                    "`%s` leads to the endpoint `%s` (%s) already; let one of them leave it out, with `privateDnsPreference: SPECIFIED_DOMAINS_ONLY` or no private DNS"
                            .formatted(
                                    clash.name(),
                                    first.identity().name(),
                                    written.of(first).keyAt("privateDnsEnabled").position()));
        }
    }

    private Place customDomain(Exposure exposure) {
        return Written.customDomain(written.of(exposure.resource()));
    }

    /** Where addresses and ports are shared, a name is all that is left, private DNS or not. */
    private void toldApart(Switchboard switchboard) {
        var byDomain = new HashMap<String, Exposure>();
        for (var exposure : switchboard.exposures()) {
            var domain = exposure.customDomain().orElse("");
            var first = domain.isEmpty() ? null : byDomain.putIfAbsent(domain, exposure);
            if (first != null) {
                problems.error(
                        customDomain(exposure),
                        "`%s` is the custom domain of `%s` (%s), too, and `%s` has both at one address and port, where the name alone tells them apart; give each its own"
                                .formatted(
                                        domain,
                                        first.resource().name(),
                                        customDomain(first).position(),
                                        switchboard.endpoint().identity().name()));
            }
        }
    }

    private void dnsDomain(NameClash clash) {
        problems.error(
                written.of(clash.second().resource()).inner("options").at("dnsDomains"),
                "names under `%s` are asked of the gateway of `%s` (%s) already; leave the domain out of one of them"
                        .formatted(
                                clash.name(),
                                clash.first().resource().name(),
                                written.of(clash.first().resource())
                                        .inner("options")
                                        .at("dnsDomains")
                                        .position()));
    }
}
