package io.penstock.testing;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** An authority of a test, and certificates that it vouches for. */
public final class Pki {
    private final X509Bundle authority;

    /** An authority of that name, which nobody else believes. */
    public Pki(String name) {
        this.authority =
                make(() ->
                        new CertificateBuilder()
                                .ecp256()
                                .subject("CN=" + name)
                                .setIsCertificateAuthority(true)
                                .buildSelfSigned());
    }

    private interface Making {
        X509Bundle make() throws Exception;
    }

    private static X509Bundle make(Making making) {
        try {
            return making.make();
        } catch (Exception e) {
            throw new AssertionError("a certificate", e);
        }
    }

    /** The authority's own certificate as PEM. */
    public String pem() {
        return authority.getCertificatePEM();
    }

    /** A certificate for these names, valid for a year. */
    public X509Bundle leaf(String... names) {
        return leaf(b -> b, names);
    }

    /** One that ended a day ago. */
    public X509Bundle expired(String... names) {
        var now = Instant.now();
        return leaf(
                b ->
                        b.notBefore(now.minus(Duration.ofDays(9)))
                                .notAfter(now.minus(Duration.ofDays(1))),
                names);
    }

    /** One that is made in its own way. */
    public X509Bundle leaf(UnaryOperator<CertificateBuilder> changes, String... names) {
        var now = Instant.now();
        var builder =
                new CertificateBuilder()
                        .ecp256()
                        .subject("CN=" + names[0])
                        .notBefore(now.minus(Duration.ofDays(1)))
                        .notAfter(now.plus(Duration.ofDays(365)));
        for (var name : names) {
            if (name.matches("[0-9.]+|.*:.*")) {
                builder.addSanIpAddress(name);
            } else {
                builder.addSanDnsName(name);
            }
        }
        return make(() -> changes.apply(builder).buildIssuedBy(authority));
    }

    /** Writes {@code <name>.pem} and {@code <name>.key} into a directory. */
    public static void write(Path directory, String name, X509Bundle bundle) throws IOException {
        Files.writeString(directory.resolve(name + ".pem"), bundle.getCertificatePathPEM());
        Files.writeString(directory.resolve(name + ".key"), bundle.getPrivateKeyPEM());
    }
}
