package io.penstock.load.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** How nginx is told to be a proxy, or the origin. */
final class NginxConfig {
    private static final Path STREAM_MODULE =
            Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");
    private static final int BODY_BYTES = 10 * 1024 * 1024;

    private NginxConfig() {}

    /** A proxy. */
    static String proxy(Place place, Setting setting, boolean large) throws IOException {
        return setting.isHttp() ? http(place, setting, large) : stream(place, setting, large);
    }

    private static String head(Place place, int connections) {
        return """
        %sworker_processes %d;
        daemon off;
        pid nginx.pid;
        error_log stderr warn;
        %sevents { worker_connections %d; }
        """
                .formatted(
                        Files.exists(STREAM_MODULE) ? "load_module " + STREAM_MODULE + ";\n" : "",
                        place.threads(),
                        "root".equals(System.getProperty("user.name")) ? "user root;\n" : "",
                        connections);
    }

    private static String stream(Place place, Setting setting, boolean large) {
        var servers =
                setting.fronts(place.ports(1)).stream()
                        .map(front -> server(place, front, large))
                        .collect(Collectors.joining());
        var format =
                "$remote_addr [$time_iso8601] $server_addr:$server_port $upstream_addr $status"
                        + " $bytes_sent $bytes_received $session_time $upstream_connect_time";
        return head(place, connections(place, setting))
                + """
                stream {
                    log_format line '%s';
                    access_log %s;
                    proxy_timeout 1h;
                    proxy_buffer_size %s;
                %s}
                """
                        .formatted(
                                format,
                                setting.log() ? "access.log line buffer=64k flush=1s" : "off",
                                large ? "256k" : "16k",
                                servers);
    }

    /** A listening socket counts as a connection. */
    private static int connections(Place place, Setting setting) {
        return setting.everyPort()
                ? place.ground().machine().descriptors() - 500
                : 2 * place.connections();
    }

    private static String server(Place place, Front front, boolean large) {
        return switch (front) {
            case Front.One(int port, int originPort) ->
                    server(place, place.address() + ":" + port, originPort, large);
            case Front.Further(int index) ->
                    server(place, place.further(index) + ":" + Port.WEB, Port.WEB, large);
            case Front.Range(int from, int to) ->
                    "    server { listen %s:%d-%d; proxy_pass %s:$server_port; }\n"
                            .formatted(place.address(), from, to, place.origin());
        };
    }

    private static String server(Place place, String listen, int originPort, boolean large) {
        return "    server { listen %s backlog=4096%s; proxy_pass %s:%d; }\n"
                .formatted(listen, large ? " reuseport" : "", place.origin(), originPort);
    }

    private static String http(Place place, Setting setting, boolean large) throws IOException {
        return head(place, 2 * place.connections())
                + """
                http {
                %s    access_log %s;
                    keepalive_requests 1000000000;
                    http2_max_concurrent_streams 1000;
                    upstream origin { server %s:%d; keepalive 256; keepalive_requests 1000000000; }
                    server {
                        listen %s:%d backlog=4096%s%s;
                        %s
                        proxy_http_version 1.1;
                        proxy_set_header Connection "";
                        %s
                        location / { proxy_pass http://origin; }
                    }
                }
                """
                        .formatted(
                                temporary(),
                                setting.log() ? "access.log combined buffer=64k flush=1s" : "off",
                                place.origin(),
                                Port.WEB,
                                place.address(),
                                setting.port(),
                                large ? " reuseport" : "",
                                listenOptions(setting),
                                certificate(place, setting),
                                large ? "proxy_buffers 8 256k; proxy_buffer_size 256k;" : "");
    }

    private static String listenOptions(Setting setting) {
        return switch (setting.protocol()) {
            case TCP, HTTP -> "";
            case HTTP2 -> " http2";
            case HTTPS -> " ssl";
        };
    }

    private static String certificate(Place place, Setting setting) throws IOException {
        return setting.protocol() == Setting.Protocol.HTTPS
                ? "ssl_certificate %1$s; ssl_certificate_key %1$s;"
                        .formatted(place.ground().certificate())
                : "";
    }

    /** Where nginx would keep large bodies, if not in places that only its own user may write. */
    private static String temporary() {
        return """
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
        """;
    }

    /** The origin: a small answer at /, one of 10 MiB at /body. */
    static String origin(Place place) throws IOException {
        var folder = Files.createDirectories(place.folder().resolve("files"));
        Files.write(folder.resolve("body"), new byte[BODY_BYTES]);
        return head(place, 2 * place.connections())
                + """
                http {
                %s    access_log off;
                    sendfile on;
                    open_file_cache max=10 inactive=1h;
                    keepalive_requests 1000000000;
                    keepalive_timeout 1h;
                    client_header_timeout 1h;
                    server {
                        listen %s:%d backlog=4096 reuseport;
                        location = / { return 200 "hello from the origin\\n"; }
                        location = /body { root %s; }
                    }
                }
                """
                        .formatted(temporary(), place.address(), Port.WEB, folder);
    }
}
