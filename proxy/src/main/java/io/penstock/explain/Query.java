package io.penstock.explain;

import io.penstock.net.Ip;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The connection to tell about.
 *
 * @param from the client's address
 * @param endpoint its name, {@code owner/name}, ID or one of its DNS names
 * @param port that the client comes to; empty where the endpoint has only one
 * @param name the host that the client asks for in TLS or HTTP
 * @param to the resource's address to judge instead of resolving its name
 */
public record Query(
        Ip from, String endpoint, OptionalInt port, Optional<String> name, Optional<Ip> to)
        implements Asked {
    private static final Set<String> PARAMETERS = Set.of("from", "endpoint", "port", "name", "to");

    /** Reads the parameters that an explain request has; each named as the record's component. */
    public static Asked of(Map<String, String> parameters) {
        for (var name : parameters.keySet()) {
            if (!PARAMETERS.contains(name)) {
                return new Asked.Wrongly("unknown parameter: " + name);
            }
        }
        var from = Optional.ofNullable(parameters.get("from")).flatMap(Ip::parse);
        if (from.isEmpty()) {
            return new Asked.Wrongly("from: the client's IP address is needed, as 10.9.1.5");
        }
        var endpoint = Optional.ofNullable(parameters.get("endpoint"));
        if (endpoint.isEmpty() || endpoint.get().isBlank()) {
            return new Asked.Wrongly("endpoint: the name of an endpoint is needed");
        }
        var port = Optional.ofNullable(parameters.get("port"));
        if (port.isPresent() && !isPort(port.get())) {
            return new Asked.Wrongly("port: 1 to 65535, not " + port.get());
        }
        var to = Optional.ofNullable(parameters.get("to"));
        if (to.isPresent() && to.flatMap(Ip::parse).isEmpty()) {
            return new Asked.Wrongly("to: an IP address, not " + to.get());
        }
        return new Query(
                from.get(),
                endpoint.get(),
                port.map(text -> OptionalInt.of(Integer.parseInt(text)))
                        .orElse(OptionalInt.empty()),
                Optional.ofNullable(parameters.get("name")),
                to.flatMap(Ip::parse));
    }

    private static boolean isPort(String text) {
        return text.matches("[1-9][0-9]{0,4}") && Integer.parseInt(text) <= 65535;
    }
}
