package io.penstock.testing;

import java.io.IOException;

/**
 * The configuration of one resource behind one endpoint on 127.0.0.1, as text; every part can be
 * another.
 *
 * @param port the endpoint's
 * @param resourcePort where the resource listens
 * @param definition the inside of {@code resourceConfigurationDefinition}
 * @param dnsServer whom the gateway asks
 * @param egress the CIDR that the gateway may dial
 * @param ingress the CIDR that clients may come from
 * @param options more of the resource configuration's options, each with a comma in front
 */
public record OneResource(
        int admin,
        int port,
        int resourcePort,
        String definition,
        String dnsServer,
        String egress,
        String ingress,
        String options) {
    /** A resource on 127.0.0.1 that everybody on loopback may reach. */
    public static OneResource at(int resourcePort) throws IOException {
        return new OneResource(
                RunningAppliance.freePort(),
                RunningAppliance.freePort(),
                resourcePort,
                "ipResource: {ipAddress: 127.0.0.1}",
                "127.0.0.1:53",
                "127.0.0.0/8",
                "127.0.0.0/8",
                "");
    }

    /** The same by the name {@code web.zigi.internal}, which this server knows. */
    public OneResource named(DnsFixture dns) {
        return new OneResource(
                admin,
                port,
                resourcePort,
                "dnsResource: {domainName: web.zigi.internal, ipAddressType: IPV4}",
                dns.address().toString(),
                egress,
                ingress,
                options);
    }

    /** With another range that the gateway may dial. */
    public OneResource egress(String cidr) {
        return new OneResource(
                admin, port, resourcePort, definition, dnsServer, cidr, ingress, options);
    }

    /** With another range that clients may come from. */
    public OneResource ingress(String cidr) {
        return new OneResource(
                admin, port, resourcePort, definition, dnsServer, egress, cidr, options);
    }

    /** With more options. */
    public OneResource with(String option) {
        return new OneResource(
                admin,
                port,
                resourcePort,
                definition,
                dnsServer,
                egress,
                ingress,
                options + ", " + option);
    }

    /** The text of the file. */
    public String yaml() {
        return """
        appliance:
          admin: 127.0.0.1:%d
          drain: {delay: 0s, deadline: 3s}
        securityGroups:
          - name: out
            egress: [{ports: "1-65535", cidr: %s}]
          - name: app-in
            ingress: [{ports: "%d", cidr: %s}]
        resourceGateways:
          - name: gateway
            ipAddressType: IPV4
            securityGroups: [out]
            resourceConfigDnsResolution: IN_VPC
            options: {dnsServers: ["%s"]}
        resourceConfigurations:
          - name: web
            type: SINGLE
            resourceGateway: gateway
            portRanges: ["%d"]
            resourceConfigurationDefinition: {%s}
            options: {portMappings: [{ports: "%d", targetPorts: "%d"}]%s}
        endpoints:
          - name: entry
            resourceConfiguration: web
            securityGroups: [app-in]
            addresses: [127.0.0.1]
        """
                .formatted(
                        admin,
                        egress,
                        port,
                        ingress,
                        dnsServer,
                        port,
                        definition,
                        port,
                        resourcePort,
                        options);
    }
}
