package io.penstock.load.peer;

import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * HAProxy.
 *
 * @param splice whether it may leave bytes in the kernel ({@code option splice-auto})
 */
record HaProxy(boolean splice) implements Program {
    @Override
    public String id() {
        return splice ? "haproxy-splice" : "haproxy";
    }

    @Override
    public String name() {
        return splice ? "HAProxy, splice" : "HAProxy";
    }

    @Override
    public List<Tool> needs() {
        return List.of(Tool.HAPROXY);
    }

    @Override
    public Optional<String> version() {
        return Tool.HAPROXY.version();
    }

    @Override
    public String configure(Place place, Setting setting) throws IOException {
        var config =
                """
                global
                    nbthread %d
                    maxconn %d
                    log stdout format raw local0 info
                defaults
                    mode %s
                    timeout connect 5s
                    timeout client 1h
                    timeout server 1h
                %s%s%s%s\
                """
                        .formatted(
                                place.threads(),
                                connections(place, setting),
                                setting.isHttp() ? "http" : "tcp",
                                setting.isHttp() ? "    http-reuse always\n" : "",
                                splice ? "    option splice-auto\n" : "",
                                log(setting),
                                sections(place, setting));
        place.write("haproxy.cfg", config);
        return config;
    }

    /**
     * It reserves descriptors for so many, one for each listening socket, and two more for the pipe
     * of every fourth with splice.
     */
    private int connections(Place place, Setting setting) {
        int listening = setting.fronts(place.ports(1)).size();
        int most = setting.everyPort() ? 1000 : place.connections() - listening / 2;
        return splice ? most * 3 / 4 : most;
    }

    private static String log(Setting setting) {
        return setting.log()
                ? "    log global\n    option %slog\n".formatted(setting.isHttp() ? "http" : "tcp")
                : "";
    }

    private static String sections(Place place, Setting setting) throws IOException {
        var metrics =
                """
                frontend metrics
                    mode http
                    no log
                    bind %s:%d
                    http-request use-service prometheus-exporter if { path /metrics }
                """
                        .formatted(place.admin(), Port.ADMIN);
        var bind = bindOptions(place, setting);
        return setting.fronts(place.ports(1)).stream()
                        .map(front -> section(place, front, bind))
                        .collect(Collectors.joining())
                + (setting.scraped() ? metrics : "");
    }

    private static String bindOptions(Place place, Setting setting) throws IOException {
        return switch (setting.protocol()) {
            case TCP, HTTP -> "";
            case HTTP2 -> " proto h2";
            case HTTPS -> " ssl crt " + place.ground().certificate();
        };
    }

    private static String section(Place place, Front front, String bind) {
        return switch (front) {
            case Front.One(int port, int originPort) ->
                    section(place, "p" + port, place.address() + ":" + port + bind, originPort);
            case Front.Further(int index) ->
                    section(
                            place,
                            "further" + index,
                            place.further(index) + ":" + Port.WEB,
                            Port.WEB);
            case Front.Range(int from, int to) ->
                    """
                    listen all
                        bind %s:%d-%d
                        server origin %s
                    """
                            .formatted(place.address(), from, to, place.origin());
        };
    }

    private static String section(Place place, String name, String bind, int originPort) {
        return """
        listen %s
            bind %s
            server origin %s:%d
        """
                .formatted(name, bind, place.origin(), originPort);
    }

    @Override
    public List<String> words(Place place) {
        var config = place.folder().resolve("haproxy.cfg").toString();
        return List.of(Tool.HAPROXY.path(), "-db", "-f", config);
    }
}
