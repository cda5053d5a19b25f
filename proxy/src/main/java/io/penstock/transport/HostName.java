package io.penstock.transport;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host's name as a client writes it, made comparable: lower case, without the dot at the end.
 * Addresses pass as they are written; who looks a name up will not find them.
 */
final class HostName {
    private static final int MOST = 255;
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]++)]|([^:@/\\[\\]]++))(?::[0-9]{0,5})?");

    private HostName() {}

    /** The name; empty if it is none. */
    static Optional<String> of(String text) {
        var name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        boolean good =
                !name.isEmpty()
                        && name.length() <= MOST
                        && name.chars().allMatch(c -> c > 0x20 && c < 0x7f);
        return good ? Optional.of(name.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /** The name in {@code host[:port]} (RFC 9110 section 7.2); empty if it is not of that form. */
    static Optional<String> ofAuthority(String text) {
        var parts = AUTHORITY.matcher(text);
        return parts.matches()
                ? of(parts.group(1) == null ? parts.group(2) : parts.group(1))
                : Optional.empty();
    }
}
