package io.penstock.http.tls;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.penstock.resource.Credentials;
import io.penstock.resource.EndpointTls;
import io.penstock.resource.EndpointTls.ClientAuth.Asked;
import io.penstock.resource.HttpOptions;
import io.penstock.resource.ResourceTls;
import io.penstock.resource.Trust;
import io.penstock.resource.UpstreamProtocol;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * Makes the engines of TLS connections from what is configured, and keeps what is dear to make: one
 * context for each certificate and each kind of resource, by content. BoringSSL where its library
 * is there, else Java's own. Any thread; {@link #prepare} makes contexts off the loops.
 */
public final class TlsContexts {
    /** HTTP/2, as ALPN calls it (RFC 7301). */
    public static final String H2 = "h2";

    private static final String HTTP1 = "http/1.1";

    private final Map<Object, SslContext> contexts = new ConcurrentHashMap<>();

    /** Looked for when the first context is made: loading it is a seventh of a start. */
    private static final class Provider {
        /** A context is freed with the last who has it; counting them would race with a reload. */
        static final SslProvider FOUND =
                OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }

    /** What a resource is spoken to with. */
    private record ToResource(ResourceTls tls, UpstreamProtocol protocol) {}

    /** All that is in use. */
    public record Needs(List<EndpointTls> endpoints, List<HttpOptions> resources) {
        /** Copies the lists. */
        public Needs {
            endpoints = List.copyOf(endpoints);
            resources = List.copyOf(resources);
        }
    }

    /**
     * Makes what these need, which takes some time.
     *
     * @throws IllegalArgumentException if a certificate or key cannot be used
     */
    public void prepare(Needs needs) {
        wanted(needs).forEach(this::context);
    }

    /** Forgets what none of these needs; connections that are open do not notice. */
    public void retain(Needs needs) {
        contexts.keySet().retainAll(wanted(needs));
    }

    private static Set<Object> wanted(Needs needs) {
        var wanted = new HashSet<Object>(needs.endpoints());
        for (var options : needs.resources()) {
            options.tls().ifPresent(tls -> wanted.add(new ToResource(tls, options.protocol())));
        }
        return wanted;
    }

    /** The engine for one client's connection. */
    public SSLEngine forClient(EndpointTls tls) {
        return context(tls).newEngine(PooledByteBufAllocator.DEFAULT);
    }

    /**
     * The engine for one connection to a resource.
     *
     * @param name whose certificate it must be: a domain, or an address
     */
    public SSLEngine forResource(
            ResourceTls tls, UpstreamProtocol protocol, String name, int port) {
        return context(new ToResource(tls, protocol))
                .newEngine(PooledByteBufAllocator.DEFAULT, name, port);
    }

    private SslContext context(Object of) {
        return contexts.computeIfAbsent(
                of,
                key -> {
                    try {
                        return key instanceof EndpointTls endpoint
                                ? make(endpoint)
                                : make((ToResource) key);
                    } catch (SSLException e) {
                        throw new IllegalArgumentException("TLS cannot use this: " + key, e);
                    }
                });
    }

    private static SslContext make(EndpointTls tls) throws SSLException {
        var own = tls.credentials();
        var builder =
                SslContextBuilder.forServer(own.key(), own.chain())
                        .sslProvider(Provider.FOUND)
                        .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                        .protocols(
                                switch (tls.minimum()) {
                                    case TLS1_2 -> List.of("TLSv1.3", "TLSv1.2");
                                    case TLS1_3 -> List.of("TLSv1.3");
                                })
                        .applicationProtocolConfig(alpn(List.of(H2, HTTP1)));
        if (tls.clients() instanceof Asked asked) {
            builder.trustManager(asked.authorities())
                    .clientAuth(asked.required() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
        }
        return builder.build();
    }

    private static SslContext make(ToResource to) throws SSLException {
        var builder =
                SslContextBuilder.forClient()
                        .sslProvider(Provider.FOUND)
                        .protocols("TLSv1.3", "TLSv1.2")
                        .endpointIdentificationAlgorithm("HTTPS");
        switch (to.tls().trust()) {
            case Trust.Host() -> builder.trustManager((TrustManagerFactory) null);
            case Trust.Authorities(var authorities) -> builder.trustManager(authorities);
        }
        to.tls().client().ifPresent(own -> identify(builder, own));
        switch (to.protocol()) {
            case HTTP1 -> builder.applicationProtocolConfig(alpn(List.of(HTTP1)));
            case HTTP2 -> builder.applicationProtocolConfig(alpn(List.of(H2)));
            case AUTO -> builder.applicationProtocolConfig(alpn(List.of(H2, HTTP1)));
        }
        return builder.build();
    }

    private static void identify(SslContextBuilder builder, Credentials own) {
        builder.keyManager(own.key(), own.chain());
    }

    private static ApplicationProtocolConfig alpn(List<String> protocols) {
        return new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                protocols);
    }
}
