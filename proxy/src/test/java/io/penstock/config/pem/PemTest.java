package io.penstock.config.pem;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.penstock.testing.Pki;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    private static final Pki PKI = new Pki("Test Authority");

    /** Of nobody; as {@code openssl ecparam -genkey} writes it, with the curve before it. */
    private static final String SEC1 =
            """
            -----BEGIN EC PARAMETERS-----
            BggqhkjOPQMBBw==
            -----END EC PARAMETERS-----
            -----BEGIN EC PRIVATE KEY-----
            MHcCAQEEIHCxceGBsndBj0iHkL/GeP4a9BgptvP9vEMXclztIPxRoAoGCCqGSM49
            AwEHoUQDQgAEXbORpaW5f7U2qcXlgINKd3vthevcfjPKkuoRElyY1kRqfCVcUbqx
            iIWnAeEu/JhK3VmtfGwZF3pdaEqZ+TTWfA==
            -----END EC PRIVATE KEY-----
            """;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static <T> T value(Reading<T> reading) {
        assertThat(reading).isInstanceOf(Reading.Read.class);
        return ((Reading.Read<T>) reading).value();
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(label, Base64.getMimeEncoder().encodeToString(der), label);
    }

    @Test
    void readsAWholeChainInItsOrder() {
        var leaf = PKI.leaf("web.example");
        var text = "Bag Attributes: none\n" + leaf.getCertificatePEM() + "\r\n" + PKI.pem();

        assertThat(value(Pem.certificates(bytes(text))))
                .containsExactly(leaf.getCertificate(), leaf.getRootCertificate());
    }

    @Test
    void readsKeysInEveryCommonForm() {
        var ec = PKI.leaf("web.example");
        var rsa = PKI.leaf(CertificateBuilder::rsa2048, "web.example");

        assertThat(Pem.fits(key(ec.getPrivateKeyPEM()), ec.getCertificate())).isTrue();
        assertThat(Pem.fits(key(rsa.getPrivateKeyPEM()), rsa.getCertificate())).isTrue();
        var pkcs8 = rsa.getKeyPair().getPrivate().getEncoded();
        var pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length); // what is inside, of 2048 bits
        var old = key(block("RSA PRIVATE KEY", pkcs1));
        assertThat(old.getEncoded()).isEqualTo(pkcs8);
        assertThat(Pem.fits(old, rsa.getCertificate())).isTrue();
        assertThat(Pem.fits(old, ec.getCertificate())).isFalse();
        assertThat(Pem.fits(key(ec.getPrivateKeyPEM()), rsa.getCertificate())).isFalse();
        assertThat(key(SEC1).getAlgorithm()).isEqualTo("EC");
        assertThat(Pem.fits(key(SEC1), ec.getCertificate())).isFalse();
    }

    private static PrivateKey key(String pem) {
        return value(Pem.key(bytes(pem)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIB\n-----END RSA PRIVATE KEY-----",
            })
    void anEncryptedKeyIsToldAsOne(String text) {
        assertThat(why(Pem.key(bytes(text)))).startsWith("is encrypted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRIVATE KEY:",
                "PRIVATE KEY:AAAA",
                "RSA PRIVATE KEY:AAAA",
                "EC PRIVATE KEY:AAAA",
                "EC PRIVATE KEY:MIIB",
                "EC PRIVATE KEY:MIT///8C",
                "PRIVATE KEY:====",
            })
    void aDamagedKeyIsToldAsOne(String text) {
        var parts = text.split(":", -1);
        var pem = "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----".formatted(parts[0], parts[1]);

        assertThat(why(Pem.key(bytes(pem)))).startsWith("holds a private key that is damaged");
    }

    @Test
    void tellsWhatIsMissing() {
        assertThat(why(Pem.key(bytes(PKI.pem())))).startsWith("holds no private key");
        assertThat(why(Pem.key(bytes("")))).startsWith("holds no private key");
        assertThat(why(Pem.certificates(bytes("")))).startsWith("holds no certificate");
        assertThat(why(Pem.certificates(bytes(PKI.pem() + block("CERTIFICATE", bytes("hello"))))))
                .isEqualTo("holds something that is no certificate, as number 2");
    }

    @Test
    void aKeyOfAKindThatTlsDoesNotUseIsTold() {
        var ed = PKI.leaf(b -> b.algorithm(CertificateBuilder.Algorithm.ed25519), "web.example");

        assertThat(why(Pem.key(bytes(ed.getPrivateKeyPEM())))).contains("neither RSA nor EC");
    }

    private static String why(Reading<?> reading) {
        assertThat(reading).isInstanceOf(Reading.Wrong.class);
        return ((Reading.Wrong<?>) reading).why();
    }
}
