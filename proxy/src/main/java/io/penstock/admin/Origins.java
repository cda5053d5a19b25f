package io.penstock.admin;

import io.penstock.net.Ip;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps web pages out. A page that the operator's browser shows may send requests to a loopback
 * address: such a request carries the page's {@code Origin}, or, where the page's own name was made
 * to resolve to loopback (DNS rebinding), that name as {@code Host}.
 *
 * <p>The host is checked on a loopback address only. Elsewhere names are usual (a Service, a
 * container's name), and the token, which no page knows, guards everything that is not open to the
 * network anyway.
 */
final class Origins {
    private final boolean loopback;

    /** For a server on loopback, or for one elsewhere. */
    Origins(boolean loopback) {
        this.loopback = loopback;
    }

    /**
     * Why a request is refused; empty if it is not.
     *
     * @param hosts the values of all {@code Host} headers
     * @param origins the values of all {@code Origin} headers
     */
    Optional<Reply> refusal(List<String> hosts, List<String> origins) {
        if (hosts.size() != 1) {
            return Optional.of(
                    Reply.problem(400, "Bad request", "a request needs exactly one Host header"));
        }
        var host = hosts.getFirst().toLowerCase(Locale.ROOT);
        if (loopback && !isAddressOrLocalhost(host)) {
            return Optional.of(
                    Reply.problem(
                            403,
                            "Host not allowed",
                            "ask for the admin server by its address or as localhost"));
        }
        if (!origins.stream().allMatch(("http://" + host)::equalsIgnoreCase)) {
            return Optional.of(
                    Reply.problem(
                            403,
                            "Origin not allowed",
                            "pages of other servers may not use the admin server"));
        }
        return Optional.empty();
    }

    private static boolean isAddressOrLocalhost(String host) {
        var name = host.replaceFirst(":[0-9]{1,5}$", "");
        if (name.startsWith("[") && name.endsWith("]")) {
            return Ip.parse(name.substring(1, name.length() - 1)).isPresent();
        }
        return name.equals("localhost") || (!name.contains(":") && Ip.parse(name).isPresent());
    }
}
