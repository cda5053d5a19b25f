package io.penstock.training;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A key (EC P-256) and a certificate of one address that vouches for itself (RFC 5280 section 4.1),
 * made anew each time, so that none lies in the jar and none expires.
 */
record SelfSigned(KeyPair keys, X509Certificate certificate) {
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int BITS = 0x03;
    private static final int UTC_TIME = 0x17;
    private static final int SET = 0x31;
    private static final int TEXT = 0x0c;
    private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");
    private static final byte[] NAME =
            der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(TEXT, ascii("training")))));
    private static final byte[] VERSION_3 = HexFormat.of().parseHex("a003020102");
    private static final byte[] SERIAL_1 = HexFormat.of().parseHex("020101");
    private static final byte[] ECDSA_WITH_SHA256 =
            der(SEQUENCE, HexFormat.of().parseHex("06082a8648ce3d040302"));
    private static final byte[] SUBJECT_ALT_NAME = HexFormat.of().parseHex("0603551d11");

    /** One for an IP address. */
    static SelfSigned of(String address) throws GeneralSecurityException, IOException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var keys = generator.generateKeyPair();
        var told = told(keys, address);
        var signing = Signature.getInstance("SHA256withECDSA");
        signing.initSign(keys.getPrivate());
        signing.update(told);
        var whole = der(SEQUENCE, told, ECDSA_WITH_SHA256, bits(signing.sign()));
        var certificate =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(whole));
        return new SelfSigned(keys, (X509Certificate) certificate);
    }

    private static byte[] told(KeyPair keys, String address) throws IOException {
        var ip = der(0x87, InetAddress.ofLiteral(address).getAddress());
        var names = der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTETS, der(SEQUENCE, ip)));
        return der(
                SEQUENCE,
                VERSION_3,
                SERIAL_1,
                ECDSA_WITH_SHA256,
                NAME,
                der(SEQUENCE, time("200101000000Z"), time("491231235959Z")),
                NAME,
                keys.getPublic().getEncoded(),
                der(0xa3, der(SEQUENCE, names)));
    }

    private static byte[] time(String text) {
        return der(UTC_TIME, ascii(text));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bits(byte[] octets) {
        return der(BITS, new byte[1], octets);
    }

    /** A tag, a length and contents (X.690). */
    private static byte[] der(int tag, byte[]... parts) {
        var contents = new ByteArrayOutputStream();
        for (var part : parts) {
            contents.writeBytes(part);
        }
        int length = contents.size();
        var whole = new ByteArrayOutputStream();
        whole.write(tag);
        if (length > 0xff) {
            whole.write(0x82);
            whole.write(length >> 8);
        } else if (length > 0x7f) {
            whole.write(0x81);
        }
        whole.write(length);
        whole.writeBytes(contents.toByteArray());
        return whole.toByteArray();
    }

    /** Writes both as PEM (RFC 7468). */
    void write(Path certificateFile, Path keyFile) throws GeneralSecurityException, IOException {
        Files.writeString(certificateFile, pem("CERTIFICATE", certificate.getEncoded()));
        Files.writeString(keyFile, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    }

    private static String pem(String what, byte[] contents) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(contents);
        return "-----BEGIN %s-----\n%s\n-----END %1$s-----\n".formatted(what, lines);
    }

    /** TLS for a client that believes this certificate and no other. */
    SSLContext believed() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("training", certificate);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
