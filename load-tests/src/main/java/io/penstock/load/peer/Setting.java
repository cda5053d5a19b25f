package io.penstock.load.peer;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a proxy is configured to do.
 *
 * @param protocol what it understands of what passes
 * @param log whether it writes a line for each connection (TCP) or request (HTTP)
 * @param scraped whether its metrics are asked for each second
 * @param endpoints further ones, each with an address and a resource of its own; none has traffic
 * @param everyPort whether it takes every port of its address that it can, instead
 */
public record Setting(
        Protocol protocol, boolean log, boolean scraped, int endpoints, boolean everyPort) {
    /** What a proxy may understand. */
    public enum Protocol {
        /** Nothing: it relays bytes. */
        TCP,
        /** HTTP/1.1. */
        HTTP,
        /** HTTP/2 from clients, HTTP/1.1 to the origin. */
        HTTP2,
        /** HTTP/1.1 over TLS from clients, in clear to the origin. */
        HTTPS
    }

    /** One resource, nothing observed. */
    public static final Setting PLAIN = of(Protocol.TCP);

    /** The same in this protocol. */
    public static Setting of(Protocol protocol) {
        return new Setting(protocol, false, false, 0, false);
    }

    /** The same with a log. */
    public Setting logged() {
        return new Setting(protocol, true, scraped, endpoints, everyPort);
    }

    /** The same with metrics that are asked for. */
    public Setting withScrapes() {
        return new Setting(protocol, log, true, endpoints, everyPort);
    }

    /** The same with so many further endpoints. */
    public Setting with(int more) {
        return new Setting(protocol, log, scraped, more, everyPort);
    }

    /** The same on every port. */
    public Setting onEveryPort() {
        return new Setting(protocol, log, scraped, endpoints, true);
    }

    boolean isHttp() {
        return protocol != Protocol.TCP;
    }

    /** Where clients come in. */
    public int port() {
        return switch (protocol) {
            case TCP, HTTP -> Port.WEB;
            case HTTP2 -> Port.HTTP2;
            case HTTPS -> Port.HTTPS;
        };
    }

    /**
     * The ports that a proxy takes.
     *
     * @param every what every port is for it
     */
    List<Front> fronts(Front.Range every) {
        if (everyPort) {
            return List.of(every);
        }
        Stream<Front> named =
                isHttp()
                        ? Stream.of(new Front.One(port(), Port.WEB))
                        : Stream.of(
                                new Front.One(Port.WEB, Port.WEB),
                                new Front.One(Port.BULK, Port.BULK));
        var many = IntStream.range(0, endpoints).mapToObj(Front.Further::new);
        return Stream.concat(named, many).toList();
    }
}
