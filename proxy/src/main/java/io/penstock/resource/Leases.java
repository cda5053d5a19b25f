package io.penstock.resource;

import io.penstock.net.Ip;
import java.util.List;
import java.util.Map;

/**
 * The addresses that exposures have from the pool. Immutable.
 *
 * @param addresses of each one or two, the IPv4 one first
 */
public record Leases(Map<Exposure.Id, List<Ip>> addresses) {
    /** Nobody has any. */
    public static final Leases NONE = new Leases(Map.of());

    /** Copies the map. */
    public Leases {
        addresses = Map.copyOf(addresses);
    }

    /** What a tenant has; nothing where the pool had none left for it. */
    public List<Ip> of(Exposure.Id tenant) {
        return addresses.getOrDefault(tenant, List.of());
    }
}
