package io.penstock.config;

import io.penstock.config.yaml.Keys;

/**
 * Every key of a configuration. The readers cannot ask for another one, and the JSON Schema and the
 * commented reference are held to this tree by tests.
 */
final class Grammar {
    /** Of an include that is more than a path. */
    static final Keys INCLUDE = Keys.of("include", Keys.of("path"), Keys.of("owner"));

    private static final Keys TABLE =
            Keys.of(
                    "table",
                    Keys.of("arn"),
                    Keys.of("targets", Keys.of("role"), Keys.of("domainName"), Keys.of("port")));

    /** Of the file that {@code appliance.arns} names. */
    static final Keys ARNS_FILE = Keys.of("", TABLE);

    private static final Keys APPLIANCE =
            Keys.of(
                    "appliance",
                    Keys.of("account"),
                    Keys.of("admin"),
                    Keys.of("adminTokenFile"),
                    Keys.of(
                            "dns",
                            Keys.of("listen"),
                            Keys.of("zone"),
                            Keys.of("allowFrom"),
                            Keys.ofAny("forward"),
                            Keys.of("rateLimit")),
                    Keys.of("publicDnsServers"),
                    Keys.of("addressPool"),
                    Keys.of("verifiedDomains", Keys.of("domain"), Keys.of("owner")),
                    INCLUDE,
                    Keys.of(
                            "grants",
                            Keys.of("owner"),
                            Keys.of("cidrs"),
                            Keys.of("addresses"),
                            Keys.of("interfaces"),
                            Keys.of("dnsServers"),
                            Keys.of("files")),
                    Keys.of("metadataAddresses"),
                    Keys.of("nat64Prefixes"),
                    Keys.of("drain", Keys.of("delay"), Keys.of("deadline")),
                    Keys.of("accessLog", Keys.of("to")),
                    Keys.of("engine"),
                    Keys.of("arns", TABLE, Keys.of("file")));

    private static final Keys SECURITY_GROUPS =
            Keys.of(
                    "securityGroups",
                    Keys.of("name"),
                    Keys.of("owner"),
                    Keys.of("egress", Keys.of("ports"), Keys.of("cidr")),
                    Keys.of("ingress", Keys.of("ports"), Keys.of("cidr")),
                    Keys.of("options", Keys.of("enforcement")));

    private static final Keys RESOURCE_GATEWAYS =
            Keys.of(
                    "resourceGateways",
                    Keys.of("name"),
                    Keys.of("owner"),
                    Keys.of("ipAddressType"),
                    Keys.of("securityGroups"),
                    Keys.of("resourceConfigDnsResolution"),
                    Keys.of(
                            "options",
                            Keys.of("dnsServers"),
                            Keys.of("sourceAddresses"),
                            Keys.of("interface")));

    private static final Keys DEFINITION =
            Keys.of(
                    "resourceConfigurationDefinition",
                    Keys.of("dnsResource", Keys.of("domainName"), Keys.of("ipAddressType")),
                    Keys.of("ipResource", Keys.of("ipAddress")),
                    Keys.of("arnResource", Keys.of("arn")),
                    Keys.of("cidrResource", Keys.of("cidrRanges")));

    private static final Keys LIMITS =
            Keys.of(
                    "limits",
                    Keys.of("connections"),
                    Keys.of("connectionsPerSecond"),
                    Keys.of("bytesPerSecond"));

    private static final Keys HTTP =
            Keys.of(
                    "http",
                    Keys.of("host"),
                    Keys.of("location"),
                    Keys.of("cookieDomain"),
                    Keys.of("forwarded"),
                    Keys.of("protocol"),
                    Keys.of(
                            "tls",
                            Keys.of("enabled"),
                            Keys.of("ca"),
                            Keys.of("serverName"),
                            Keys.of("clientCert"),
                            Keys.of("clientKey")),
                    Keys.of(
                            "timeouts",
                            Keys.of("head"),
                            Keys.of("bodyIdle"),
                            Keys.of("response"),
                            Keys.of("request")),
                    Keys.of(
                            "limits",
                            Keys.of("headerBytes"),
                            Keys.of("headers"),
                            Keys.of("uriBytes"),
                            Keys.of("streams")),
                    Keys.of("pool", Keys.of("connections"), Keys.of("idle"), Keys.of("maxAge")),
                    Keys.of("retries"));

    private static final Keys CONFIGURATION_OPTIONS =
            Keys.of(
                    "options",
                    Keys.of("connectTimeout"),
                    Keys.of("idleTimeout"),
                    Keys.of("halfClosedTimeout"),
                    Keys.of("maxLifetime"),
                    Keys.of("portMappings", Keys.of("ports"), Keys.of("targetPorts")),
                    Keys.of("proxyProtocol", Keys.of("version"), Keys.of("endpointId")),
                    LIMITS,
                    Keys.of(
                            "health",
                            Keys.of("protocol"),
                            Keys.of("path"),
                            Keys.of("expect"),
                            Keys.of("tls"),
                            Keys.of("interval"),
                            Keys.of("timeout"),
                            Keys.of("fall"),
                            Keys.of("rise"),
                            Keys.of("ejectAfter"),
                            Keys.of("panic")),
                    Keys.of("balancing"),
                    Keys.of("whenUnshared"),
                    Keys.of("dnsDomains"),
                    Keys.of("applicationProtocol"),
                    HTTP);

    private static final Keys RESOURCE_CONFIGURATIONS =
            Keys.of(
                    "resourceConfigurations",
                    Keys.of("name"),
                    Keys.of("owner"),
                    Keys.of("type"),
                    Keys.of("protocol"),
                    Keys.of("portRanges"),
                    Keys.of("resourceGateway"),
                    Keys.of("resourceConfigurationGroup"),
                    DEFINITION,
                    Keys.of("customDomainName"),
                    Keys.of("groupDomain"),
                    Keys.of("sharedWith"),
                    CONFIGURATION_OPTIONS);

    private static final Keys ENDPOINTS =
            Keys.of(
                    "endpoints",
                    Keys.of("name"),
                    Keys.of("owner"),
                    Keys.of("resourceConfiguration"),
                    Keys.of("securityGroups"),
                    Keys.of("ipAddressType"),
                    Keys.of("privateDnsEnabled"),
                    Keys.of(
                            "dnsOptions",
                            Keys.of("privateDnsPreference"),
                            Keys.of("privateDnsSpecifiedDomains")),
                    Keys.of("addresses"),
                    Keys.of(
                            "options",
                            Keys.of("advertisedAddresses"),
                            Keys.ofAny("childAddresses"),
                            Keys.of("proxyProtocolFrom"),
                            Keys.of(
                                    "tls",
                                    Keys.of("certificate"),
                                    Keys.of("key"),
                                    Keys.of("clientCa"),
                                    Keys.of("clientAuth"),
                                    Keys.of("minVersion")),
                            LIMITS));

    /** The keys of a file. */
    static final Keys ROOT =
            Keys.of(
                    "",
                    APPLIANCE,
                    SECURITY_GROUPS,
                    RESOURCE_GATEWAYS,
                    RESOURCE_CONFIGURATIONS,
                    ENDPOINTS);

    private Grammar() {}
}
