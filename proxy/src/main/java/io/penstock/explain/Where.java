package io.penstock.explain;

import io.penstock.policy.SecurityGroup;
import io.penstock.resource.Identity;
import io.penstock.resource.ResourceGateway;
import io.penstock.snapshot.Settings;
import java.util.List;
import java.util.stream.Collectors;

/** Names the place of the configuration that decided: its section, the object, the key. */
final class Where {
    private Where() {}

    /** The rules that would have to cover it; with no group attached, where to attach one. */
    static String ofRules(
            String section, Identity user, String direction, List<SecurityGroup> groups) {
        if (groups.isEmpty()) {
            return "/" + section + " " + user.reference() + ": securityGroups names none";
        }
        return "/securityGroups "
                + groups.stream().map(SecurityGroup::name).collect(Collectors.joining(", "))
                + ": "
                + direction;
    }

    /** Who was asked. */
    static String ofServers(ResourceGateway gateway, Settings settings) {
        return switch (gateway.dnsResolution()) {
            case IN_VPC ->
                    "/resourceGateways "
                            + gateway.identity().reference()
                            + ": options/dnsServers is "
                            + gateway.dnsServers();
            case PUBLIC ->
                    settings.publicDnsServers().isEmpty()
                            ? "/appliance: publicDnsServers is not set, so /etc/resolv.conf counts"
                            : "/appliance: publicDnsServers is " + settings.publicDnsServers();
        };
    }
}
