package io.penstock.http.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;

/**
 * Why a TLS connection did not come about, or broke.
 *
 * @param detail for the log; of the peer's certificate at most
 */
public record TlsFault(Kind kind, String detail) {
    /** What kind of fault, as RFC 9209 section 2.3 tells them apart. */
    public enum Kind {
        /** The other side's certificate is not to be believed, or not its own. */
        CERTIFICATE("tls_certificate_error"),
        /** The two could not agree, or one broke the rules. */
        PROTOCOL("tls_protocol_error"),
        /** It went away before it was done. */
        CLOSED("connection_terminated"),
        /** It took too long. */
        TIMEOUT("connection_timeout");

        private final String proxyStatus;

        Kind(String proxyStatus) {
            this.proxyStatus = proxyStatus;
        }

        /** The error type of Proxy-Status (RFC 9209). */
        public String proxyStatus() {
            return proxyStatus;
        }
    }

    /** It took too long. */
    static final TlsFault LATE = new TlsFault(Kind.TIMEOUT, "the handshake did not end in time");

    /** The other side closed, or was reset. */
    static final TlsFault CLOSED_EARLY =
            new TlsFault(Kind.CLOSED, "the other side left during the handshake");

    private static final int MOST_CAUSES = 8;

    /** Of what an engine threw. */
    static TlsFault of(Throwable thrown) {
        Throwable at = thrown;
        for (int i = 0; at != null && i < MOST_CAUSES; i++) {
            if (at instanceof CertificateException || at instanceof CertPathValidatorException) {
                return new TlsFault(Kind.CERTIFICATE, text(at));
            }
            at = at.getCause();
        }
        return new TlsFault(Kind.PROTOCOL, text(thrown));
    }

    private static String text(Throwable thrown) {
        var message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }
}
