package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Literal;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Definition;
import io.penstock.resource.Forwarding;
import io.penstock.resource.HttpLimits;
import io.penstock.resource.HttpNames;
import io.penstock.resource.HttpOptions;
import io.penstock.resource.HttpPool;
import io.penstock.resource.HttpTimeouts;
import io.penstock.resource.NameRule;
import io.penstock.resource.ResourceTls;
import io.penstock.resource.Trust;
import io.penstock.resource.UpstreamProtocol;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code options.applicationProtocol} and {@code options.http}. */
final class HttpSettings {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofHours(24);

    /** A head must fit into the buffer that it is rewritten in. */
    private static final int MOST_HEAD = 32 << 10;

    private static final int LEAST_HEAD = 1 << 10;
    private static final int MOST_FIELDS = 1000;
    private static final int MOST_STREAMS = 10_000;
    private static final int MOST_CONNECTIONS = 60_000;

    private enum Protocol {
        TCP,
        HTTP
    }

    private HttpSettings() {}

    /**
     * What the options say of HTTP; empty: connections are relayed as TCP.
     *
     * @param inherited of a CHILD its group's, else empty
     */
    static Optional<HttpOptions> read(
            Fields options, Optional<HttpOptions> inherited, TlsFiles files) {
        var written = options.one("applicationProtocol", Literals.choice(Protocol.class));
        var http = options.inner("http");
        // Read in any case, so that a slip of the pen shows as one.
        var read = http(http, inherited.orElse(HttpOptions.DEFAULT), files);
        return switch (written.orElse(inherited.isPresent() ? Protocol.HTTP : Protocol.TCP)) {
            case HTTP -> Optional.of(read);
            case TCP -> {
                if (options.has("http")) {
                    options.problems()
                            .error(
                                    options.keyAt("http"),
                                    "`http` goes with `applicationProtocol: HTTP`; add that");
                }
                yield Optional.empty();
            }
        };
    }

    private static HttpOptions http(Fields http, HttpOptions defaults, TlsFiles files) {
        var tls = tls(http, defaults.tls(), files);
        var protocol =
                http.one("protocol", Literals.choice(UpstreamProtocol.class))
                        .orElse(defaults.protocol());
        if (protocol == UpstreamProtocol.AUTO && tls.isEmpty()) {
            http.problems()
                    .error(
                            http.at("protocol"),
                            "AUTO is agreed on in the TLS handshake; add `tls: {}`, or write `HTTP1` or `HTTP2`");
        }
        return new HttpOptions(
                names(http, defaults.names()),
                http.one("forwarded", Literals.choice(Forwarding.class))
                        .orElse(defaults.forwarded()),
                protocol,
                tls,
                timeouts(http.inner("timeouts"), defaults.timeouts()),
                limits(http.inner("limits"), defaults.limits()),
                pool(http.inner("pool"), defaults.pool()),
                http.one("retries", Literals::truth).orElse(defaults.retries()));
    }

    private static HttpNames names(Fields http, HttpNames defaults) {
        var rule = Literals.choice(NameRule.class);
        return new HttpNames(
                http.one("host", rule).orElse(defaults.host()),
                http.one("location", rule).orElse(defaults.location()),
                http.one("cookieDomain", rule).orElse(defaults.cookieDomain()));
    }

    private static Optional<ResourceTls> tls(
            Fields http, Optional<ResourceTls> inherited, TlsFiles files) {
        if (!http.has("tls")) {
            return inherited;
        }
        var tls = http.inner("tls");
        var defaults =
                inherited.orElse(
                        new ResourceTls(new Trust.Host(), Optional.empty(), Optional.empty()));
        var trust = files.authorities(tls, "ca").<Trust>map(Trust.Authorities::new);
        var name = tls.one("serverName", Words::domain);
        var client =
                tls.has("clientCert") || tls.has("clientKey")
                        ? files.credentials(tls, "clientCert", "clientKey")
                        : defaults.client();
        boolean enabled = tls.one("enabled", Literals::truth).orElse(true);
        return enabled
                ? Optional.of(
                        new ResourceTls(
                                trust.orElse(defaults.trust()),
                                name.or(defaults::serverName),
                                client))
                : Optional.empty();
    }

    private static HttpTimeouts timeouts(Fields timeouts, HttpTimeouts defaults) {
        var bounds = Literals.duration(SHORTEST, LONGEST);
        boolean off = timeouts.one("request", Literals::raw).filter("off"::equals).isPresent();
        return new HttpTimeouts(
                timeouts.one("head", bounds).orElse(defaults.head()),
                timeouts.one("bodyIdle", bounds).orElse(defaults.bodyIdle()),
                timeouts.one("response", bounds).orElse(defaults.response()),
                off ? Optional.empty() : timeouts.one("request", bounds).or(defaults::request));
    }

    private static HttpLimits limits(Fields limits, HttpLimits defaults) {
        int head = limits.one("headerBytes", bytes(LEAST_HEAD)).orElse(defaults.headerBytes());
        var uri = limits.one("uriBytes", bytes(1));
        if (uri.filter(most -> most > head).isPresent()) {
            limits.problems()
                    .error(
                            limits.at("uriBytes"),
                            "is more than `headerBytes` (%d), of which it is a part"
                                    .formatted(head));
        }
        return new HttpLimits(
                head,
                limits.one("headers", Literals.number(1, MOST_FIELDS)).orElse(defaults.headers()),
                uri.orElse(Math.min(head, defaults.uriBytes())),
                limits.one("streams", Literals.number(1, MOST_STREAMS)).orElse(defaults.streams()));
    }

    private static Literal<Integer> bytes(int least) {
        var read = ByteSizes.bytes(least, MOST_HEAD);
        return (scalar, problems) -> read.read(scalar, problems).map(Math::toIntExact);
    }

    private static HttpPool pool(Fields pool, HttpPool defaults) {
        var bounds = Literals.duration(SHORTEST, LONGEST);
        return new HttpPool(
                pool.one("connections", Literals.number(1, MOST_CONNECTIONS))
                        .orElse(defaults.connections()),
                pool.one("idle", bounds).orElse(defaults.idle()),
                pool.one("maxAge", bounds).orElse(defaults.maxAge()));
    }

    /** Whether HTTP goes with the other options and with what the configuration stands for. */
    static void fits(Fields options, ConnectionOptions read, Definition definition) {
        if (read.http().isEmpty()) {
            return;
        }
        if (read.proxyProtocol().isPresent()) {
            options.problems()
                    .error(
                            options.keyAt("proxyProtocol"),
                            "`proxyProtocol` does not go with `applicationProtocol: HTTP`: requests of several clients share a connection; `http.forwarded` tells each one's client");
        }
        var tls = read.http().get().tls();
        if (definition instanceof Definition.Service(var name, _)
                && tls.filter(it -> it.serverName().isEmpty()).isPresent()) {
            options.problems()
                    .error(
                            options.inner("http").at("tls"),
                            "`%s` is a service (SRV), and what host it names nobody vouches for; say in `serverName` whose certificate it must be"
                                    .formatted(name));
        }
    }
}
