package io.penstock.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final JsonFactory JACKSON =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    @Test
    void escapesEveryCharacterAsJacksonDoes() throws IOException {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            if (!Character.isSurrogate((char) c)) {
                var text = "a" + (char) c + "b";
                assertThat(value(json -> json.string(Field.DETAIL, text))).isEqualTo(jackson(text));
            }
        }
        var smile = "\ud83d\ude00";
        assertThat(value(json -> json.string(Field.DETAIL, smile))).isEqualTo(jackson(smile));
        assertThat(value(json -> json.string(Field.DETAIL, ""))).isEqualTo("\"\"");
    }

    @Test
    void cutsWhatAPeerWroteWhetherOrNotItHasToBeEscaped() {
        assertThat(value(json -> json.peer(Field.PATH, "x".repeat(255)))).hasSize(2 + 255);
        assertThat(value(json -> json.peer(Field.PATH, "x".repeat(256)))).hasSize(2 + 255);
        assertThat(value(json -> json.peer(Field.PATH, "\"".repeat(256)))).hasSize(2 + 2 * 255);
        assertThat(value(json -> json.peer(Field.PATH, "a\u007f"))).isEqualTo("\"a\\uFFFD\"");
        assertThat(value(json -> json.peer(Field.PATH, Optional.empty()))).isEqualTo("null");
    }

    @Test
    void writesNumbersAsJavaDoes() {
        var numbers =
                LongStream.concat(
                        LongStream.of(0, 9, 10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE, -1),
                        new Random(1).longs(1000).map(n -> n >>> (n & 63)));

        numbers.forEach(n ->
                assertThat(value(json -> json.number(Field.REVISION, n)))
                        .isEqualTo(Long.toString(n)));
    }

    @Test
    void writesNanosecondsAsMilliseconds() {
        assertThat(millis(0)).isEqualTo("0.000");
        assertThat(millis(999)).isEqualTo("0.000");
        assertThat(millis(1_000)).isEqualTo("0.001");
        assertThat(millis(12_345_678_999L)).isEqualTo("12345.678");
        assertThat(millis(-2_000)).isEqualTo("-0.002");
        assertThat(value(json -> json.millis(Field.CONNECT_MS, OptionalLong.empty())))
                .isEqualTo("null");
    }

    @Test
    void writesTimesAsJavaDoes() {
        var format =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'")
                        .withZone(ZoneOffset.UTC);
        var random = new Random(2);
        for (int i = 0; i < 1000; i++) {
            var at =
                    Instant.ofEpochSecond(random.nextLong(1L << 33), random.nextInt(1_000_000_000));
            assertThat(value(json -> json.time(Field.DETAIL, at)))
                    .isEqualTo('"' + format.format(at) + '"');
        }
    }

    @Test
    void writesAddressesAsTheyAreWrittenElsewhere() {
        for (var text :
                new String[] {"0.0.0.0", "10.9.0.100", "255.255.255.255", "::", "fd00::1"}) {
            var ip = Ip.parse(text).orElseThrow();
            for (int port : new int[] {0, 80, 65535}) {
                var at = new IpPort(ip, port);
                assertThat(value(json -> json.address(Field.SOURCE_IP_PORT, at)))
                        .isEqualTo('"' + at.toString() + '"');
            }
            assertThat(value(json -> json.address(Field.TARGET, ip))).isEqualTo('"' + text + '"');
        }
    }

    private static String millis(long nanos) {
        return value(json -> json.millis(Field.DURATION_MS, nanos));
    }

    /** What one field has for a value; in too small a place, which grows. */
    private static String value(Consumer<Json> field) {
        var json = new Json(1);
        field.accept(json);
        var text = text(json);
        return text.substring(text.indexOf(':') + 1);
    }

    private static String jackson(String text) throws IOException {
        var out = new StringWriter();
        try (var json = JACKSON.createGenerator(out)) {
            json.writeString(text);
        }
        return out.toString();
    }

    /** All that was written. */
    static String text(Json json) {
        var out = new ByteArrayOutputStream();
        try {
            json.writeTo(new StreamSink(out), 0);
        } catch (IOException e) {
            throw new AssertionError("memory takes everything", e);
        }
        return out.toString(StandardCharsets.US_ASCII);
    }
}
