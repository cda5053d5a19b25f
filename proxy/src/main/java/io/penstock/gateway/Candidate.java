package io.penstock.gateway;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.resolver.Service;
import io.penstock.resource.Exposure;
import java.util.Optional;

/**
 * One address that a connection might go to.
 *
 * @param via the SRV record that led to it, which tells its port; empty where the port follows from
 *     the client's
 */
public record Candidate(Ip ip, Optional<Service> via) {
    /** An address whose port follows from the client's. */
    public static Candidate of(Ip ip) {
        return new Candidate(ip, Optional.empty());
    }

    /**
     * The port to dial there.
     *
     * @param port which the client came to
     */
    public int port(Exposure exposure, int port) {
        return via.map(Service::port).orElseGet(() -> exposure.options().targetPort(port));
    }

    /**
     * What stands for it in {@link Pool}: an address with many ports is judged as a whole, under
     * the first.
     */
    public IpPort place(Exposure exposure) {
        return new IpPort(ip, port(exposure, exposure.ports().ranges().getFirst().from()));
    }

    /** For people: the address, and what an SRV record says of it. */
    public String described() {
        return via.map(service ->
                        "%s port %d (%s, priority %d, weight %d)"
                                .formatted(
                                        ip,
                                        service.port(),
                                        service.host(),
                                        service.priority(),
                                        service.weight()))
                .orElseGet(ip::toString);
    }

    /** Candidates of a lower priority come first. */
    int priority() {
        return via.map(Service::priority).orElse(0);
    }

    /**
     * The share among those of one priority. RFC 2782 gives weight 0 a very small chance beside
     * others and an equal one among its like; a weight of 1 does both.
     */
    int weight() {
        return Math.max(via.map(Service::weight).orElse(1), 1);
    }
}
