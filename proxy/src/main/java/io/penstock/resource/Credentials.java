package io.penstock.resource;

import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * Who one side of a TLS connection is, and the proof. Two are equal if their certificates and keys
 * have the same content, wherever these were read from. The key is never shown.
 */
public final class Credentials {
    private final List<X509Certificate> chain;
    private final PrivateKey key;

    /**
     * A certificate and its key.
     *
     * @param chain the own certificate first, then those that vouch for it
     * @param key of the first certificate
     * @throws IllegalArgumentException if there is no certificate
     */
    public Credentials(List<X509Certificate> chain, PrivateKey key) {
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("no certificate");
        }
        this.chain = List.copyOf(chain);
        this.key = key;
    }

    /** The own certificate first, then those that vouch for it. */
    public List<X509Certificate> chain() {
        return chain;
    }

    /** Whose key this is. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** The key of the first certificate. */
    public PrivateKey key() {
        return key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Credentials that
                && chain.equals(that.chain)
                && MessageDigest.isEqual(key.getEncoded(), that.key.getEncoded());
    }

    @Override
    public int hashCode() {
        return 31 * chain.hashCode() + Arrays.hashCode(key.getEncoded());
    }

    /** Of the certificate alone. */
    @Override
    public String toString() {
        return certificate().getSubjectX500Principal().getName();
    }
}
