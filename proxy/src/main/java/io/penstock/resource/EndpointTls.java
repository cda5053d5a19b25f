package io.penstock.resource;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * TLS with an endpoint's clients ({@code options.tls} of an endpoint).
 *
 * @param minimum the oldest version that is spoken
 */
public record EndpointTls(Credentials credentials, ClientAuth clients, Version minimum) {
    /** A version of TLS. Older ones are not spoken at all (RFC 8996). */
    public enum Version {
        /** TLS 1.2 (RFC 5246). */
        TLS1_2("TLSv1.2"),
        /** TLS 1.3 (RFC 8446). */
        TLS1_3("TLSv1.3");

        private final String protocol;

        Version(String protocol) {
            this.protocol = protocol;
        }

        /** As Java calls it. */
        public String protocol() {
            return protocol;
        }
    }

    /** Whether clients show a certificate. */
    public sealed interface ClientAuth {
        /** They are not asked. */
        record None() implements ClientAuth {}

        /**
         * They are asked, and one that nobody here vouches for is refused.
         *
         * @param authorities who may vouch for a client; only these
         * @param required whether a client without a certificate is refused, too
         */
        record Asked(List<X509Certificate> authorities, boolean required) implements ClientAuth {
            /** Copies the list. */
            public Asked {
                authorities = List.copyOf(authorities);
            }

            /** Not the certificates, which are long. */
            @Override
            public String toString() {
                return required ? "REQUIRED" : "OPTIONAL";
            }
        }
    }
}
