package io.penstock.admin;

import io.penstock.resource.Credentials;
import io.penstock.resource.EndpointTls;
import io.penstock.resource.EndpointTls.ClientAuth;
import io.penstock.resource.HttpLimits;
import io.penstock.resource.HttpOptions;
import io.penstock.resource.HttpTimeouts;
import io.penstock.resource.ResourceTls;
import io.penstock.resource.Trust;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** What a configuration says of HTTP and TLS: of keys nothing, of certificates what tells them. */
final class HttpJson {
    private HttpJson() {}

    /** Of a resource. */
    static void options(Json json, HttpOptions http) {
        json.text("host", http.names().host())
                .text("location", http.names().location())
                .text("cookieDomain", http.names().cookieDomain())
                .text("forwarded", http.forwarded())
                .text("protocol", http.protocol())
                .object("tls", http.tls(), HttpJson::resourceTls)
                .object("timeouts", timeouts -> timeouts(timeouts, http.timeouts()))
                .object("limits", limits -> limits(limits, http.limits()))
                .object(
                        "pool",
                        pool ->
                                pool.number("connections", http.pool().connections())
                                        .text("idle", Durations.text(http.pool().idle()))
                                        .text("maxAge", Durations.text(http.pool().maxAge())))
                .flag("retries", http.retries());
    }

    private static void timeouts(Json json, HttpTimeouts timeouts) {
        json.text("head", Durations.text(timeouts.head()))
                .text("bodyIdle", Durations.text(timeouts.bodyIdle()))
                .text("response", Durations.text(timeouts.response()))
                .text("request", timeouts.request().map(Durations::text).orElse("off"));
    }

    private static void limits(Json json, HttpLimits limits) {
        json.number("headerBytes", limits.headerBytes())
                .number("headers", limits.headers())
                .number("uriBytes", limits.uriBytes())
                .number("streams", limits.streams());
    }

    private static void resourceTls(Json json, ResourceTls tls) {
        switch (tls.trust()) {
            case Trust.Host() -> json.text("ca", "host");
            case Trust.Authorities(var authorities) ->
                    json.objects("ca", authorities, HttpJson::certificate);
        }
        json.text("serverName", tls.serverName())
                .object("clientCert", tls.client(), HttpJson::credentials);
    }

    /** Of an endpoint. */
    static void tls(Json json, EndpointTls tls) {
        json.object("certificate", own -> credentials(own, tls.credentials()));
        switch (tls.clients()) {
            case ClientAuth.None() -> json.text("clientAuth", "NONE");
            case ClientAuth.Asked asked ->
                    json.text("clientAuth", asked.required() ? "REQUIRED" : "OPTIONAL")
                            .objects("clientCa", asked.authorities(), HttpJson::certificate);
        }
        json.text("minVersion", tls.minimum());
    }

    private static void credentials(Json json, Credentials credentials) {
        certificate(json, credentials.certificate());
    }

    private static void certificate(Json json, X509Certificate certificate) {
        json.text("subject", certificate.getSubjectX500Principal().getName())
                .text("issuer", certificate.getIssuerX500Principal().getName())
                .text("notBefore", certificate.getNotBefore().toInstant())
                .text("notAfter", certificate.getNotAfter().toInstant())
                .text("sha256", fingerprint(certificate));
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new AssertionError("every Java has SHA-256, and this was read from bytes", e);
        }
    }
}
