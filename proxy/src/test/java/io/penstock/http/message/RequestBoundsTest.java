package io.penstock.http.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.resource.HttpLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a request is held to once it is known whom it is for, and how far it may go. */
class RequestBoundsTest {
    private final RequestHead head = new RequestHead();

    private void read(String message) {
        byte[] bytes = Pieces.bytes(message);
        assertThat(HeadRead.of(head, HttpLimits.DEFAULT, bytes, Pieces.random(bytes.length, 5)))
                .isEqualTo(HeadRead.whole(bytes.length));
    }

    @ParameterizedTest
    @CsvSource({
        "OPTIONS, 'Max-Forwards: 0', 0",
        "OPTIONS, 'Max-Forwards: 007', 7",
        "OPTIONS, 'Max-Forwards: 999999999', 999999999",
        "OPTIONS, 'Max-Forwards: 1000000000', -1",
        "OPTIONS, 'Max-Forwards: -1', -1",
        "OPTIONS, 'Max-Forwards:', -1",
        "OPTIONS, 'X-Forwards: 1', -1",
        "GET, 'Max-Forwards: 0', -1",
    })
    void onlyOptionsWithANumberSaysHowFarItGoes(String method, String line, int hops) {
        read(method + " / HTTP/1.1\r\nHost: a\r\n" + line + "\r\n\r\n");
        assertThat(RequestBounds.hopsLeft(head)).isEqualTo(hops);
    }

    @Test
    void twoNumbersSayNothing() {
        read("OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 1\r\nMax-Forwards: 1\r\n\r\n");
        assertThat(RequestBounds.hopsLeft(head)).isEqualTo(RequestBounds.NO_BOUND);
    }

    @Test
    void aHeadMayBeExactlyAsLargeAsItsLimits() {
        String message = "GET /abc HTTP/1.1\r\nHost: a\r\nB: c\r\n\r\n";
        int bytes = message.length();
        read("\r\n" + message);

        assertThat(RequestBounds.beyond(new HttpLimits(bytes + 2, 2, 4, 1), head)).isNull();
        assertThat(RequestBounds.beyond(new HttpLimits(bytes + 1, 2, 4, 1), head))
                .isEqualTo(Malformed.HEAD_TOO_LARGE);
        assertThat(RequestBounds.beyond(new HttpLimits(bytes + 2, 1, 4, 1), head))
                .isEqualTo(Malformed.TOO_MANY_FIELDS);
        assertThat(RequestBounds.beyond(new HttpLimits(bytes + 2, 2, 3, 1), head))
                .isEqualTo(Malformed.TARGET_TOO_LONG);
    }
}
