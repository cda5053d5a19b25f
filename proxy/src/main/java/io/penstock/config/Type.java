package io.penstock.config;

import java.util.Set;

/** The original's types of resource configuration, and which fields go with which. */
enum Type {
    /** One resource, used by itself. */
    SINGLE(
            Set.of("dnsResource", "ipResource"),
            "protocol",
            "portRanges",
            "resourceGateway",
            "resourceConfigurationDefinition",
            "customDomainName",
            "sharedWith"),
    /** Resources that are used together. */
    GROUP(Set.of(), "protocol", "portRanges", "resourceGateway", "groupDomain", "sharedWith"),
    /** One resource of a group, which has the rest from its group. */
    CHILD(
            Set.of("dnsResource", "ipResource"),
            "portRanges",
            "resourceConfigurationGroup",
            "resourceConfigurationDefinition",
            "customDomainName"),
    /** A managed resource, which has ports of its own. */
    ARN(Set.of("arnResource"), "resourceGateway", "resourceConfigurationDefinition", "sharedWith"),
    /** Whole ranges of addresses. */
    CIDR(
            Set.of("cidrResource"),
            "protocol",
            "portRanges",
            "resourceGateway",
            "resourceConfigurationDefinition",
            "sharedWith");

    @SuppressWarnings("ImmutableEnumChecker") // from Set.of
    private final Set<String> definitions;

    @SuppressWarnings("ImmutableEnumChecker") // from Set.of
    private final Set<String> fields;

    Type(Set<String> definitions, String... fields) {
        this.definitions = definitions;
        this.fields = Set.of(fields);
    }

    /** Whether a field that only some types have goes with this one. */
    boolean has(String field) {
        return fields.contains(field);
    }

    /**
     * Which keys {@code resourceConfigurationDefinition} may have; exactly one of them stands
     * there.
     */
    Set<String> definitions() {
        return definitions;
    }
}
