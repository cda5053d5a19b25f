package io.penstock.resource;

import java.time.Duration;
import java.util.List;

/**
 * How an address of a resource is found out to be fit for connections ({@code options.health}).
 * Where one configuration has many ports, an address is judged as a whole: probes go to the first
 * port, and a connect to any port counts.
 *
 * @param probe what is asked of each address
 * @param interval between two probes of one address
 * @param timeout after which a probe has failed
 * @param fall failed probes in a row that make a healthy address unhealthy
 * @param rise successful probes in a row that make it healthy again
 * @param ejectAfter failed connects of clients in a row after which an address is left out for a
 *     while
 * @param panicPercent where less than so many per cent of the addresses are healthy, or none, all
 *     are used: better a bad address than none, or than the few good ones overrun
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
         * @param expected the statuses that are healthy
         * @param tls whether over TLS; the certificate is not verified: fit is who answers
         */
        record Http(String path, List<Statuses> expected, boolean tls) implements Probe {
            /** Copies the list. */
            public Http {
                expected = List.copyOf(expected);
            }

            /** Whether an answer with that status is a healthy one. */
            public boolean expects(int status) {
                return expected.stream().anyMatch(range -> range.includes(status));
            }
        }
    }

    /** A range of HTTP statuses, both ends included. */
    public record Statuses(int from, int to) {
        /** What an HTTP check expects where the configuration says nothing. */
        public static final Statuses SUCCESS = new Statuses(200, 299);

        boolean includes(int status) {
            return from <= status && status <= to;
        }

        @Override
        public String toString() {
            return from == to ? Integer.toString(from) : from + "-" + to;
        }
    }

    /** Whether addresses are probed. */
    public boolean isActive() {
        return switch (probe) {
            case Probe.None _ -> false;
            case Probe.Tcp _, Probe.Http _ -> true;
        };
    }

    /** No probes; five failed connects in a row eject an address, and as many as panic allows. */
    public static final HealthCheck PASSIVE =
            new HealthCheck(
                    new Probe.None(), Duration.ofSeconds(10), Duration.ofSeconds(2), 3, 2, 5, 50);
}
