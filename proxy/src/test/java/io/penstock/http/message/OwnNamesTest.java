package io.penstock.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Ip;
import io.penstock.resource.Forwarding;
import io.penstock.resource.HttpLimits;
import io.penstock.resource.HttpNames;
import io.penstock.resource.NameRule;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a resource's own names in its answers where they are to be rewritten. */
class OwnNamesTest {
    private static final Ip ADDRESS = Ip.parse("192.0.2.7").orElseThrow();
    private static final boolean PLAIN = false;
    private static final boolean SECURE = true;
    private static final Origin WEB = Origin.of(false, "Web.zigi.internal", 8080);
    private static final HttpNames BOTH =
            new HttpNames(NameRule.REWRITE, NameRule.REWRITE, NameRule.REWRITE);

    private static List<String> written(
            Origin origin, HttpNames names, boolean toldTls, String... fields) {
        byte[] bytes =
                Pieces.bytes("HTTP/1.1 302 Found\r\n" + String.join("\r\n", fields) + "\r\n\r\n");
        var head = new ResponseHead();
        var read =
                HeadRead.of(
                        head.clear(HttpLimits.DEFAULT, Method.HEAD, false, false),
                        bytes,
                        Pieces.random(bytes.length, 7));
        assertThat(read).isEqualTo(HeadRead.whole(bytes.length));
        var rules = new HeadRules(origin, names, Forwarding.OFF);
        var out = new ResponseWriter("x").write(head, rules, toldTls, Persistence.KEEP, false);
        var lines = Texts.of(out).split("\r\n");
        return Arrays.stream(lines).skip(1).filter(line -> !line.startsWith("Via:")).toList();
    }

    private static String location(Origin origin, boolean toldTls, String url) {
        var line = written(origin, BOTH, toldTls, "LOCATION:" + url).getFirst();
        assertThat(line).startsWith("LOCATION:");
        return line.substring("LOCATION:".length());
    }

    private static String cookie(Origin origin, String value) {
        var line = written(origin, BOTH, PLAIN, "Set-Cookie: " + value).getFirst();
        assertThat(line).startsWith("Set-Cookie: ");
        return line.substring("Set-Cookie: ".length());
    }

    @ParameterizedTest
    @CsvSource({
        "http://web.zigi.internal:8080/a/b?c=d#e, /a/b?c=d#e",
        "HTTP://WEB.ZIGI.INTERNAL:08080/, /",
        "http://web.zigi.internal:8080, /",
        "http://web.zigi.internal:8080?c, /?c",
        "http://web.zigi.internal:8080#e, /#e",
        "//web.zigi.internal:8080/a, /a",
    })
    void aUrlOfTheResourceBecomesAPath(String url, String path) {
        assertThat(location(WEB, PLAIN, url)).isEqualTo(path);
        var asked = URI.create("http://entry.penstock.internal/x/y");
        assertThat(asked.resolve(path).getHost()).isEqualTo("entry.penstock.internal");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a",
                "a/b",
                "?c",
                "",
                "http:/web.zigi.internal:8080/a",
                "http://web.zigi.internal/a", // another port
                "http://web.zigi.internal:80/a",
                "http://web.zigi.internal:/a",
                "https://web.zigi.internal:8080/a", // nobody said that its client uses TLS
                "https://web.zigi.internal/a",
                "http://other.zigi.internal:8080/a",
                "http://web.zigi.internal.evil.example:8080/a",
                "http://me@web.zigi.internal:8080/a",
                "http://web.zigi.internal:8080\\a",
                "http://web.zigi.internal:8080:8080/a",
                "http://web.zigi.internal:8080\t/a",
                "ftp://web.zigi.internal:8080/a",
                "http://",
                "//",
            })
    void anyOtherStaysAsItIs(String url) {
        assertThat(location(WEB, PLAIN, url)).isEqualTo(url);
    }

    @ParameterizedTest
    @CsvSource({"//evil.example/, /.//evil.example/", "/\\evil.example, /./\\evil.example"})
    void whatIsLeftIsNeverAHost(String path, String left) {
        assertThat(location(WEB, PLAIN, "http://web.zigi.internal:8080" + path)).isEqualTo(left);
        assertThat(location(WEB, PLAIN, "http://web.zigi.internal:8080/\t/evil.example/"))
                .isEqualTo("/./\t/evil.example/");
    }

    @Test
    void aPortMayBeLeftOutIfItIsTheSchemes() {
        var plain = Origin.of(false, "web.internal", 80);
        assertThat(location(plain, PLAIN, "http://web.internal/a")).isEqualTo("/a");
        assertThat(location(plain, PLAIN, "http://web.internal:80/a")).isEqualTo("/a");
        assertThat(location(plain, PLAIN, "http://web.internal:/a")).isEqualTo("/a");
        var secure = Origin.of(true, "web.internal", 443);
        assertThat(location(secure, PLAIN, "https://web.internal/a")).isEqualTo("/a");
        assertThat(location(secure, PLAIN, "//web.internal:443/a")).isEqualTo("/a");
    }

    /** As one writes it that knows the scheme by X-Forwarded-Proto and the rest by Host. */
    @Test
    void aUrlWithTheSchemeItWasToldAndTheHostItWasAskedForIsTheResourcesToo() {
        assertThat(location(WEB, SECURE, "https://web.zigi.internal:8080/a")).isEqualTo("/a");
        assertThat(location(WEB, SECURE, "http://web.zigi.internal:8080/a")).isEqualTo("/a");
        assertThat(location(WEB, SECURE, "https://web.zigi.internal/a"))
                .isEqualTo("https://web.zigi.internal/a");
        var plain = Origin.of(false, "web.internal", 80);
        assertThat(location(plain, SECURE, "https://web.internal/a")).isEqualTo("/a");
        assertThat(location(plain, SECURE, "https://web.internal:8443/a"))
                .isEqualTo("https://web.internal:8443/a");
        var secure = Origin.of(true, "web.internal", 443);
        assertThat(location(secure, PLAIN, "http://web.internal/a")).isEqualTo("/a");
        assertThat(location(secure, SECURE, "http://web.internal/a"))
                .isEqualTo("http://web.internal/a");
    }

    @ParameterizedTest
    @CsvSource({
        "APPEND, false, , false",
        "APPEND, true, , true",
        "APPEND, false, https, true",
        "APPEND, false, 'HTTPS, http', true",
        "APPEND, true, http, false",
        "REPLACE, true, http, true",
        "REPLACE, false, https, false",
        "OFF, true, , false",
        "OFF, false, https, true",
    })
    void theSchemeIsTheOneThatTheResourceIsTold(
            Forwarding forwarding, boolean tls, String came, boolean told) {
        var line = came == null ? "" : "X-Forwarded-Proto:\r\nX-Forwarded-Proto: " + came + "\r\n";
        byte[] bytes = Pieces.bytes("GET / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n");
        var head = new RequestHead();
        assertThat(HeadRead.of(head, HttpLimits.DEFAULT, bytes, Pieces.whole(bytes.length)))
                .isEqualTo(HeadRead.whole(bytes.length));
        var client = new Sender(ADDRESS, tls, false);
        var rules = new HeadRules(WEB, BOTH, forwarding);
        assertThat(rules.tellsTls(head, client)).isEqualTo(told);
        rules = new HeadRules(WEB, HttpNames.DEFAULT, forwarding);
        assertThat(rules.tellsTls(head, client)).isFalse();
    }

    @Test
    void anAddressIsAnOriginToo() {
        var v4 = Origin.of(false, Ip.parse("10.0.0.1").orElseThrow(), 80);
        assertThat(location(v4, PLAIN, "http://10.0.0.1/a")).isEqualTo("/a");
        assertThat(cookie(v4, "a=b; Domain=10.0.0.1")).isEqualTo("a=b");
        assertThat(cookie(v4, "a=b; Domain=0.0.1")).isEqualTo("a=b; Domain=0.0.1");
        var v6 = Origin.of(true, Ip.parse("2001:db8::7").orElseThrow(), 8443);
        assertThat(location(v6, PLAIN, "https://[2001:DB8::7]:8443/a")).isEqualTo("/a");
    }

    @ParameterizedTest
    @CsvSource({
        "a=b; Domain=web.zigi.internal; Path=/; Secure, a=b; Path=/; Secure",
        "a=b; Path=/; domain = .WEB.zigi.internal , a=b; Path=/",
        "a=b; HttpOnly; Domain=zigi.internal; Secure, a=b; HttpOnly; Secure",
        "a=b;Domain=.zigi.internal;Domain=web.zigi.internal, a=b",
        "a=b; Domain=evil.example; Domain=web.zigi.internal; Secure, a=b; Secure",
        "a=b; Domain=web.zigi.internal; Domain=, a=b",
        "domain=web.zigi.internal; domain=web.zigi.internal, domain=web.zigi.internal",
    })
    void aCookieForTheResourcesDomainIsForTheNameAsked(String value, String left) {
        assertThat(cookie(WEB, value)).isEqualTo(left);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=b",
                "domain=web.zigi.internal",
                "a=b; Domain",
                "a=b; Domain=",
                "a=b; Domain=.",
                "a=b; Domain=internal",
                "a=b; Domain=igi.internal",
                "a=b; Domain=www.web.zigi.internal",
                "a=b; Domain=evil.example; Path=/",
                "a=b; Domain=web.zigi.internal; Domain=evil.example",
                "a=b; Sub-Domain=web.zigi.internal",
                "a=b;",
                ";;",
            })
    void anyOtherCookieStaysAsItIs(String value) {
        assertThat(cookie(WEB, value)).isEqualTo(value);
    }

    @Test
    void eachIsChangedOnlyWhereItIsAskedFor() {
        var location = "Location: http://web.zigi.internal:8080/a";
        var cookie = "Set-Cookie: a=b; Domain=web.zigi.internal";
        var names = new HttpNames(NameRule.REWRITE, NameRule.REWRITE, NameRule.PRESERVE);
        assertThat(written(WEB, names, PLAIN, location, "A: b", cookie, "C: d"))
                .containsExactly("Location: /a", "A: b", cookie, "C: d");
        names = new HttpNames(NameRule.REWRITE, NameRule.PRESERVE, NameRule.REWRITE);
        assertThat(written(WEB, names, PLAIN, cookie, location, cookie))
                .containsExactly("Set-Cookie: a=b", location, "Set-Cookie: a=b");
    }

    @Test
    void whatIsMeantForThisHopIsLeftOutAllTheSame() {
        assertThat(written(WEB, BOTH, PLAIN, "Connection: Location", "Location: /a", "A: b"))
                .containsExactly("A: b");
    }
}
