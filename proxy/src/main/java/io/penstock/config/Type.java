package io.penstock.config;

import java.util.List;
import java.util.Set;

/** The original's types of resource configuration, and which fields go with which. */
enum Type {
    /** One resource, used by itself. */
    SINGLE(
            List.of("dnsResource", "ipResource"),
            "protocol",
            "portRanges",
            "resourceGateway",
            "resourceConfigurationDefinition",
            "customDomainName",
            "sharedWith"),
    /** Resources that are used together. */
    GROUP(List.of(), "protocol", "portRanges", "resourceGateway", "groupDomain", "sharedWith"),
    /** One resource of a group, which has the rest from its group. */
    CHILD(
            List.of("dnsResource", "ipResource"),
            "portRanges",
            "resourceConfigurationGroup",
            "resourceConfigurationDefinition",
            "customDomainName"),
    /** A managed resource, which has ports of its own. */
    ARN(List.of("arnResource"), "resourceGateway", "resourceConfigurationDefinition", "sharedWith"),
    /** Whole ranges of addresses. */
    CIDR(
            List.of("cidrResource"),
            "protocol",
            "portRanges",
            "resourceGateway",
            "resourceConfigurationDefinition",
            "sharedWith");

    @SuppressWarnings("ImmutableEnumChecker") // from List.of
    private final List<String> definitions;

    @SuppressWarnings("ImmutableEnumChecker") // from Set.of
    private final Set<String> fields;

    Type(List<String> definitions, String... fields) {
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
    List<String> definitions() {
        return definitions;
    }
}
