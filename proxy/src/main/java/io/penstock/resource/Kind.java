package io.penstock.resource;

/** What an object is; its prefix begins the object's ID, as in the original. */
public enum Kind {
    /** A security group. */
    SECURITY_GROUP("sg"),
    /** A resource gateway. */
    RESOURCE_GATEWAY("rgw"),
    /** A resource configuration. */
    RESOURCE_CONFIGURATION("rcfg"),
    /** An endpoint. */
    ENDPOINT("vpce");

    private final String prefix;

    Kind(String prefix) {
        this.prefix = prefix;
    }

    /** What an ID of this kind begins with, before the dash. */
    public String prefix() {
        return prefix;
    }
}
