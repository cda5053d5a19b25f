package io.penstock.http.message;

import static io.penstock.http.message.Malformed.BARE_CR;
import static io.penstock.http.message.Malformed.BARE_LF;
import static io.penstock.http.message.Malformed.CHUNK_END;
import static io.penstock.http.message.Malformed.CHUNK_EXTENSION;
import static io.penstock.http.message.Malformed.CHUNK_SIZE;
import static io.penstock.http.message.Malformed.CHUNK_TOO_LARGE;
import static io.penstock.http.message.Malformed.FIELD_NAME;
import static io.penstock.http.message.Malformed.FOLDED;
import static io.penstock.http.message.Malformed.NO_COLON;
import static io.penstock.http.message.Malformed.NUL;
import static io.penstock.http.message.Malformed.SPACE_BEFORE_COLON;
import static io.penstock.http.message.Malformed.TOO_MANY_TRAILERS;
import static io.penstock.http.message.Malformed.TRAILERS_TOO_LARGE;
import static io.penstock.http.message.Malformed.TRAILER_FIELD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.penstock.resource.HttpLimits;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where bodies end, what is in them, and which are refused; in whatever pieces they come. */
class BodyTest {
    private static final HttpLimits LIMITS = new HttpLimits(200, 3, 100, 1);
    private static final String NEXT = "GET / HTTP/1.1\r\n";

    static Stream<Arguments> chunked() {
        return Stream.of(
                arguments("", "0\r\n\r\n"),
                arguments("abc", "3\r\nabc\r\n0\r\n\r\n"),
                arguments("abcde", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
                arguments("0\r\n\r\n", "5\r\n0\r\n\r\n\r\n0\r\n\r\n"),
                arguments("a".repeat(0x1f), "1F\r\n" + "a".repeat(0x1f) + "\r\n000\r\n\r\n"),
                arguments("a".repeat(0xab), "aB\r\n" + "a".repeat(0xab) + "\r\n0\r\n\r\n"),
                arguments("a", "000000000000001\r\na\r\n0\r\n\r\n"),
                arguments("a", "1;x\r\na\r\n0;y=z\r\n\r\n"),
                arguments("a", "1;a=\"\\\"b\\c \";d\r\na\r\n0;e=f;g=\"\"\r\n\r\n"),
                arguments("a", "1;a=\"b;c\"\r\na\r\n0\r\n\r\n"),
                arguments("a", "1;" + "x".repeat(512) + "\r\na\r\n0\r\n\r\n"),
                arguments("a", "1\r\na\r\n0\r\nA: b\r\n\r\n"),
                arguments("a", "1\r\na\r\n0\r\ngrpc-status: 0\r\ngrpc-message:\r\nX: y\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("chunked")
    void aChunkedBodyEndsWhereItsLastChunkSays(String content, String message) {
        byte[] bytes = Pieces.bytes(message + NEXT);
        var body = new Body(LIMITS);
        for (var pieces : Pieces.ways(bytes.length)) {
            body.begin(Framing.CHUNKED, 0);
            assertThat(BodyRead.bySpans(body, bytes, pieces))
                    .as("%s", pieces)
                    .isEqualTo(new BodyRead(true, message.length(), content, Optional.empty()));
            assertThat(body.content()).isEqualTo(content.length());

            body.begin(Framing.CHUNKED, 0);
            assertThat(BodyRead.byPieces(body, bytes, pieces).length()).isEqualTo(message.length());
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                arguments(CHUNK_SIZE, "\r\n"),
                arguments(CHUNK_SIZE, "x\r\n"),
                arguments(CHUNK_SIZE, " 1\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_SIZE, "1 \r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_SIZE, "1 ;a\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_SIZE, "1\t\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_SIZE, "+1\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_SIZE, "-1\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_SIZE, "0x1\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_SIZE, "1_0\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_SIZE, ";a\r\n\r\n"),
                arguments(CHUNK_SIZE, "1\0\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_SIZE, "\u00b9\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_TOO_LARGE, "1000000000000000\r\n"),
                arguments(CHUNK_TOO_LARGE, "ffffffffffffffff\r\n"),
                arguments(CHUNK_TOO_LARGE, "0000000000000001\r\na\r\n0\r\n\r\n"),
                arguments(BARE_LF, "1\na\n0\n\n"),
                arguments(BARE_CR, "1\ra\r\n0\r\n\r\n"),
                arguments(BARE_CR, "1\r\r\na\r\n0\r\n\r\n"),
                arguments(BARE_LF, "1;a\na\r\n0\r\n\r\n"), // TERM.EXT: who ends lines with LF?
                arguments(BARE_CR, "1;a\rb\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_EXTENSION, "1;a\u0001\r\na\r\n0\r\n\r\n"),
                arguments(NUL, "1;a\0\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_EXTENSION, "1;" + "x".repeat(513) + "\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_EXTENSION, "1;\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_EXTENSION, "1;a=\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_EXTENSION, "1;a b\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_EXTENSION, "1; a\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_EXTENSION, "1;a=\"b\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_EXTENSION, "1;a=\"b\"c\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_EXTENSION, "1;a=\"\\\r\na\r\n0\r\n\r\n"),
                arguments(BARE_LF, "1;a=\"b\nc\"\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_EXTENSION, "1;\u00e4\r\na\r\n0\r\n\r\n"),
                arguments(CHUNK_END, "1\r\nab\r\n0\r\n\r\n"),
                arguments(CHUNK_END, "1\r\na\n0\r\n\r\n"),
                arguments(CHUNK_END, "1\r\na\r0\r\n\r\n"),
                arguments(CHUNK_END, "1\r\na0\r\n\r\n"),
                arguments(CHUNK_END, "2\r\na\r\n0\r\n\r\n"),
                arguments(BARE_LF, "0\r\n\n"),
                arguments(BARE_CR, "0\r\n\ra"),
                arguments(NO_COLON, "0\r\nGET / HTTP/1.1\r\n\r\n"),
                arguments(FOLDED, "0\r\nA: b\r\n c\r\n\r\n"),
                arguments(FOLDED, "0\r\n A: b\r\n\r\n"),
                arguments(SPACE_BEFORE_COLON, "0\r\nA : b\r\n\r\n"),
                arguments(FIELD_NAME, "0\r\n: b\r\n\r\n"),
                arguments(BARE_LF, "0\r\nA: b\n\r\n"),
                arguments(BARE_CR, "0\r\nA: b\rB: c\r\n\r\n"),
                arguments(NUL, "0\r\nA: \0\r\n\r\n"),
                arguments(TOO_MANY_TRAILERS, "0\r\n" + "A: b\r\n".repeat(4) + "\r\n"),
                arguments(TRAILERS_TOO_LARGE, "0\r\nA: " + "b".repeat(300) + "\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nContent-Length: 1\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\ntransfer-encoding: chunked\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nA: b\r\nHost: a\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nConnection: close\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nTrailer: a\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nAuthorization: a\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nCookie: a\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nSet-Cookie: a\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nContent-Type: a\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nContent-Encoding: gzip\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nContent-Range: a\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nCache-Control: a\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nIf-None-Match: a\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nX-Forwarded-For: a\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nForwarded: for=a\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nUpgrade: a\r\n\r\n"),
                arguments(TRAILER_FIELD, "0\r\nProxy-Authorization: a\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedBodyIsRefused(Malformed why, String message) {
        byte[] bytes = Pieces.bytes(message);
        var body = new Body(LIMITS);
        for (var pieces : Pieces.ways(bytes.length)) {
            body.begin(Framing.CHUNKED, 0);
            assertThat(BodyRead.byPieces(body, bytes, pieces))
                    .as("%s", pieces)
                    .isEqualTo(new BodyRead(false, Body.WRONG, "", Optional.of(why)));

            body.begin(Framing.CHUNKED, 0);
            assertThat(BodyRead.bySpans(body, bytes, pieces).why()).hasValue(why);
        }
    }

    @Test
    void aBodyOfALengthEndsThere() {
        byte[] bytes = Pieces.bytes("abcdef" + NEXT);
        var body = new Body(LIMITS);
        for (var pieces : Pieces.ways(bytes.length)) {
            body.begin(Framing.LENGTH, 6);
            assertThat(BodyRead.bySpans(body, bytes, pieces))
                    .isEqualTo(new BodyRead(true, 6, "abcdef", Optional.empty()));
        }
    }

    @Test
    void aBodyLargerThanAnyMemoryIsCounted() {
        byte[] piece = new byte[1000];
        var body = new Body(LIMITS);
        long length = 999_999_999_999_999_999L;
        body.begin(Framing.LENGTH, length);
        assertThat(BodyRead.byPieces(body, piece, Pieces.whole(1000)).length()).isEqualTo(1000);
        assertThat(body.isDone()).isFalse();
        assertThat(body.content()).isEqualTo(1000);
        assertThat(body.end()).isFalse();
    }

    @Test
    void noBodyTakesNothing() {
        var body = new Body(LIMITS);
        body.begin(Framing.NONE, 0);
        assertThat(body.isDone()).isTrue();
        byte[] bytes = Pieces.bytes(NEXT);
        assertThat(BodyRead.byPieces(body, bytes, Pieces.whole(bytes.length)).length()).isZero();

        body.begin(Framing.LENGTH, 0);
        assertThat(body.isDone()).isTrue();
    }

    @Test
    void aBodyToTheEndIsWholeWithTheConnectionAlone() {
        byte[] bytes = Pieces.bytes("abc" + NEXT);
        var body = new Body(LIMITS);
        for (var pieces : Pieces.ways(bytes.length)) {
            body.begin(Framing.TO_END, 0);
            assertThat(BodyRead.bySpans(body, bytes, pieces))
                    .isEqualTo(new BodyRead(false, bytes.length, "abc" + NEXT, Optional.empty()));
            assertThat(body.end()).isTrue();
        }
    }

    @Test
    void aChunkedBodyThatIsCutIsNotWhole() {
        var body = new Body(LIMITS);
        byte[] bytes = Pieces.bytes("3\r\nabc\r\n0\r\nA: b\r\n\r\n");
        for (int length = 0; length < bytes.length; length++) {
            body.begin(Framing.CHUNKED, 0);
            BodyRead.byPieces(body, bytes, new Pieces("cut", List.of(0, length)));
            assertThat(body.end()).as("%s bytes", length).isFalse();
        }
    }

    @Test
    void givesTheTrailersOfAMessageThatIsWhole() {
        var body = new Body(LIMITS);
        byte[] bytes = Pieces.bytes("1\r\na\r\n0\r\nA:  b \r\nCd: \r\n\r\n" + NEXT);
        for (var pieces : Pieces.ways(bytes.length)) {
            body.begin(Framing.CHUNKED, 0);
            assertThat(body.trailers()).isNull();
            BodyRead.byPieces(body, bytes, pieces);
            assertThat(Texts.of(body.trailers())).containsExactly("A=b", "Cd=");
        }
        body.begin(Framing.CHUNKED, 0);
        byte[] without = Pieces.bytes("0\r\n\r\n");
        BodyRead.byPieces(body, without, Pieces.whole(without.length));
        assertThat(body.trailers()).isNull();
    }
}
