package io.penstock.resource;

import java.time.Duration;

/**
 * How an address of a resource is found out to be fit for connections ({@code options.health}).
 *
 * @param probe what is asked of each address
 * @param interval between two probes of one address
 * @param timeout after which a probe has failed
 * @param fall failed probes in a row that make a healthy address unhealthy
 * @param rise successful probes in a row that make it healthy again
 * @param ejectAfter failed connects of clients in a row after which an address is left out for a
 *     while
 * @param panicPercent where no more than so many per cent of the addresses are healthy, all are
 *     used
 */
public record HealthCheck(
        Probe probe,
        Duration interval,
        Duration timeout,
        int fall,
        int rise,
        int ejectAfter,
        int panicPercent) {
    /** What is asked of an address. */
    public sealed interface Probe {
        /** Nothing: clients' connects alone tell. */
        record None() implements Probe {}

        /** A TCP connection. */
        record Tcp() implements Probe {}

        /**
         * An HTTP GET.
         *
         * @param path with its slash
         * @param expectFrom the lowest status that is healthy
         * @param expectTo the highest
         * @param tls whether over TLS; the certificate is not verified: fit is who answers
         */
        record Http(String path, int expectFrom, int expectTo, boolean tls) implements Probe {}
    }

    /** No probes; five failed connects in a row eject an address, at most half of them. */
    public static final HealthCheck PASSIVE =
            new HealthCheck(
                    new Probe.None(), Duration.ofSeconds(10), Duration.ofSeconds(2), 3, 2, 5, 50);
}
