package io.penstock.resource;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Who is believed that vouches for a resource's certificate. There is no way to believe anybody.
 */
public sealed interface Trust {
    /** The authorities of the host: those of the Java runtime. */
    record Host() implements Trust {}

    /** These authorities and no others. */
    record Authorities(List<X509Certificate> certificates) implements Trust {
        /**
         * Copies the list.
         *
         * @throws IllegalArgumentException if it is empty
         */
        public Authorities {
            certificates = List.copyOf(certificates);
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("no authority");
            }
        }

        /** Their names. */
        @Override
        public String toString() {
            return certificates.stream()
                    .map(authority -> authority.getSubjectX500Principal().getName())
                    .collect(Collectors.joining("; "));
        }
    }
}
