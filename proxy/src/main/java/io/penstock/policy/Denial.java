package io.penstock.policy;

import java.util.Locale;

/**
 * Why something was denied.
 *
 * @param detail a sentence for people, with the address and what would allow it
 */
public record Denial(Reason reason, String detail) {
    /** The closed set of reasons; {@link #label} names them in metrics and logs. */
    public enum Reason {
        /** No security group is attached, so nothing passes. */
        NO_SECURITY_GROUP,
        /** No rule of the attached groups covers the address and port. */
        NO_RULE,
        /** The address lies in a special range that no rule opens expressly. */
        SPECIAL_RANGE,
        /**
         * The address is an instance-metadata service that no rule opens by exactly that address.
         */
        METADATA_ADDRESS,
        /** The address and port are the appliance's own, which never open. */
        OWN_LISTENER;

        /** The name in metrics and logs. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
