package io.penstock.resource;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What only an appliance's endpoint has ({@code options} of an endpoint).
 *
 * @param advertisedAddresses what DNS answers instead of the listeners' addresses; often empty
 * @param childAddresses where children of a group listen, by their names, that do not share the
 *     endpoint's addresses
 * @param proxyProtocolFrom load balancers in front, whose connections begin with a PROXY header
 * @param tls with clients; empty: in clear, or TLS passes through to the resource
 */
public record EndpointOptions(
        List<Ip> advertisedAddresses,
        Map<String, List<Ip>> childAddresses,
        List<Cidr> proxyProtocolFrom,
        Quota quota,
        Optional<EndpointTls> tls) {
    /** What holds where a configuration says nothing. */
    public static final EndpointOptions DEFAULT =
            new EndpointOptions(List.of(), Map.of(), List.of(), Quota.NONE, Optional.empty());

    /** Copies the collections. */
    public EndpointOptions {
        advertisedAddresses = List.copyOf(advertisedAddresses);
        childAddresses = Map.copyOf(new LinkedHashMap<>(childAddresses));
        proxyProtocolFrom = List.copyOf(proxyProtocolFrom);
    }

    /** Whether a connection from there must begin with a PROXY header. */
    public boolean isBalancer(Ip peer) {
        for (var range : proxyProtocolFrom) {
            if (range.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    /** The same with other advertised addresses. */
    public EndpointOptions advertising(List<Ip> addresses) {
        return new EndpointOptions(addresses, childAddresses, proxyProtocolFrom, quota, tls);
    }
}
