package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.IpPort;
import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Exposure;
import io.penstock.resource.ProxyProtocol;
import io.penstock.resource.ProxyProtocol.EndpointId;
import io.penstock.testing.Zigi;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a resource is told before a client's first byte. */
class PrefaceTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private final Exposure plain = new Zigi().snapshot(1).catalog().exposures().getFirst();

    private Exposure with(ProxyProtocol protocol) {
        var o = ConnectionOptions.DEFAULT;
        var options =
                new ConnectionOptions(
                        o.timeouts(),
                        o.portMappings(),
                        o.quota(),
                        o.balancing(),
                        o.health(),
                        Optional.of(protocol),
                        o.whenUnshared(),
                        o.http());
        return new Exposure(
                plain.endpoint(),
                plain.resource(),
                plain.child(),
                plain.gateway(),
                plain.target(),
                plain.ports(),
                plain.customDomain(),
                options,
                plain.bindings());
    }

    private static byte[] preface(Exposure exposure, String client, String destination) {
        return Preface.of(
                exposure,
                IpPort.parse(client).orElseThrow(),
                IpPort.parse(destination).orElseThrow());
    }

    @Test
    void isNothingByDefault() {
        assertThat(preface(plain, "192.0.2.7:5632", "10.9.0.10:80")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7:56324, 10.9.0.10:80, PROXY TCP4 192.0.2.7 10.9.0.10 56324 80",
        "[2001:db8::7]:1, [2001:db8::1]:80, PROXY TCP6 2001:db8::7 2001:db8::1 1 80",
        "[2001:db8::7]:1, 10.9.0.10:80, PROXY TCP6 2001:db8::7 ::ffff:a09:a 1 80",
        "192.0.2.7:1, [2001:db8::1]:80, PROXY TCP6 ::ffff:c000:207 2001:db8::1 1 80",
    })
    void isALineOfVersion1(String client, String destination, String line) {
        var text =
                new String(
                        preface(with(new ProxyProtocol.V1()), client, destination),
                        StandardCharsets.US_ASCII);

        assertThat(text).isEqualTo(line + "\r\n").hasSizeLessThanOrEqualTo(107);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7:56324, 10.9.0.10:80, 11, c00002070a09000adc040050",
        "[2001:db8::7]:1, 10.9.0.10:80, 21,"
                + " 20010db800000000000000000000000700000000000000000000ffff0a09000a00010050",
    })
    void isAHeaderOfVersion2(String client, String destination, String family, String addresses) {
        var header = preface(with(new ProxyProtocol.V2(EndpointId.AWS)), client, destination);

        int length = header.length - 16;
        assertThat(HexFormat.of().formatHex(header))
                .startsWith(SIGNATURE + "21" + family + "%04x".formatted(length) + addresses);
    }

    @Test
    void carriesTheEndpointsIdAsTheCloudsResourcesReadIt() {
        var id = plain.endpoint().identity().id();
        var digits = id.substring("vpce-".length());

        assertThat(tlv(EndpointId.AWS))
                .isEqualTo("ea0017" + "01" + hex(id))
                .hasSize(2 * (3 + 1 + 22));
        assertThat(tlv(EndpointId.AZURE))
                .isEqualTo("ee0005" + "01" + reversed(digits.substring(0, 8)));
        assertThat(tlv(EndpointId.GOOGLE)).isEqualTo("e00008" + digits.substring(0, 16));
    }

    private String tlv(EndpointId form) {
        var header = preface(with(new ProxyProtocol.V2(form)), "192.0.2.7:1", "10.9.0.10:80");
        return HexFormat.of().formatHex(header).substring(2 * (16 + 12));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String reversed(String hex) {
        return hex.substring(6) + hex.substring(4, 6) + hex.substring(2, 4) + hex.substring(0, 2);
    }
}
