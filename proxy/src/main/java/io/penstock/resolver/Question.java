package io.penstock.resolver;

import java.util.Locale;
import java.util.Optional;

/**
 * What to ask.
 *
 * @param name absolute (no search list is ever applied), lower case, without a dot at the end
 * @param families of the addresses that are asked for; empty: the name is a service's, and its SRV
 *     records are asked for (RFC 2782)
 */
public record Question(String name, Optional<Families> families) {
    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    /**
     * Lowers the case and drops a dot at the end.
     *
     * @throws IllegalArgumentException if no DNS message can carry the name (RFC 1035 section
     *     2.3.4)
     */
    public Question {
        name = (name.endsWith(".") ? name.substring(0, name.length() - 1) : name);
        name = name.toLowerCase(Locale.ROOT);
        if (!isName(name)) {
            throw new IllegalArgumentException("not a domain name: " + name);
        }
    }

    /** Asks for a name's addresses. */
    public Question(String name, Families families) {
        this(name, Optional.of(families));
    }

    /** Asks where a service is offered, such as {@code _db._tcp.zigi.internal}. */
    public static Question service(String name) {
        return new Question(name, Optional.empty());
    }

    static boolean isName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return false;
        }
        for (var label : name.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > MAX_LABEL) {
                return false;
            }
        }
        return name.chars().allMatch(c -> c > ' ' && c < 127);
    }

    /** Whether the name is this host's own by definition (RFC 6761 section 6.3). */
    boolean isLocalhost() {
        return isLocalhost(name);
    }

    static boolean isLocalhost(String name) {
        return name.equals("localhost") || name.endsWith(".localhost");
    }
}
