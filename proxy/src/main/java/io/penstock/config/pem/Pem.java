package io.penstock.config.pem;

import io.penstock.config.pem.Reading.Read;
import io.penstock.config.pem.Reading.Wrong;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Certificates and keys in their textual form (RFC 7468), as OpenSSL and its like write them. */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile(
                    "-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);
    private static final String NO_KEY =
            "holds no private key; it begins with `-----BEGIN PRIVATE KEY-----`";
    private static final String ENCRYPTED =
            "is encrypted, and nobody is there to type a passphrase; decrypt it with"
                    + " `openssl pkey -in FILE -out FILE`";

    private Pem() {}

    private record Block(String label, String body) {
        byte[] bytes() {
            return Base64.getMimeDecoder().decode(body.strip());
        }
    }

    private static List<Block> blocks(byte[] file) {
        var blocks = new ArrayList<Block>();
        var matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    /** Every certificate of a file, in its order: at least one. */
    public static Reading<List<X509Certificate>> certificates(byte[] file) {
        var certificates = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (var block : blocks(file)) {
                if (block.label().equals("CERTIFICATE")) {
                    var in = new ByteArrayInputStream(block.bytes());
                    certificates.add((X509Certificate) factory.generateCertificate(in));
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return new Wrong<>(
                    "holds something that is no certificate, as number "
                            + (certificates.size() + 1));
        }
        return certificates.isEmpty()
                ? new Wrong<>(
                        "holds no certificate; it begins with `-----BEGIN CERTIFICATE-----` (PEM)")
                : new Read<>(certificates);
    }

    /** The first private key of a file: RSA or EC, as PKCS #8 or in the older forms of these. */
    public static Reading<PrivateKey> key(byte[] file) {
        for (var block : blocks(file)) {
            if (block.label().endsWith("PRIVATE KEY")) {
                return block.label().startsWith("ENCRYPTED") || block.body().contains("ENCRYPTED")
                        ? new Wrong<>(ENCRYPTED)
                        : key(block);
            }
        }
        return new Wrong<>(NO_KEY);
    }

    private static Reading<PrivateKey> key(Block block) {
        try {
            var der = block.bytes();
            return switch (block.label()) {
                case "PRIVATE KEY" -> pkcs8(der);
                case "RSA PRIVATE KEY" -> pkcs8(OlderKeys.rsa(der));
                case "EC PRIVATE KEY" -> pkcs8(OlderKeys.ec(der));
                default ->
                        new Wrong<>(
                                "holds a private key in a form that is not read here; convert it"
                                        + " with `openssl pkcs8 -topk8 -nocrypt -in FILE`");
            };
        } catch (IllegalArgumentException e) {
            return new Wrong<>("holds a private key that is damaged");
        }
    }

    private static Reading<PrivateKey> pkcs8(byte[] der) {
        return generated("RSA", der)
                .or(() -> generated("EC", der))
                .<Reading<PrivateKey>>map(Read::new)
                .orElseGet(() ->
                        new Wrong<>("holds a private key that is damaged, or neither RSA nor EC"));
    }

    /** Empty if it is a key of another algorithm, or none. */
    private static Optional<PrivateKey> generated(String algorithm, byte[] der) {
        try {
            var spec = new PKCS8EncodedKeySpec(der);
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(spec));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a key is the one that a certificate is for: what it signs, the certificate proves.
     */
    public static boolean fits(PrivateKey key, X509Certificate certificate) {
        var algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
        var something = "penstock".getBytes(StandardCharsets.US_ASCII);
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(something);
            var signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(something);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // the certificate is for a key of another algorithm
        }
    }
}
