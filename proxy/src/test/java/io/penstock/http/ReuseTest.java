package io.penstock.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.testing.HttpResource;
import io.penstock.testing.RawHttp;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A connection to a resource serves again only if the request before was sent whole and its answer
 * was read whole: else one request would be read as a part of another, or answered with another's
 * answer.
 */
@Timeout(60)
class ReuseTest {
    private static final String GET = "GET / HTTP/1.1\nHost: e\n\n";
    private static final String HI = "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi";

    /** The next request must come on a connection of its own, and be answered there. */
    private static void assertNotReused(HttpResource web, RawHttp client) throws IOException {
        client.send(GET);
        try (var other = web.accept()) {
            assertThat(other.head()).startsWith("GET / HTTP/1.1");
            other.send("HTTP/1.1 200 OK\nContent-Length: 5\n\nother");
            assertThat(client.answer().body()).isEqualTo("other");
        }
    }

    @Test
    void notWithTheEndOfARequestThatTheResourcesSystemDidNotTake() throws Exception {
        try (var web = new HttpResource();
                var penstock = new OneLoop(web.port());
                var client = RawHttp.connect(penstock.port())) {
            client.send("POST / HTTP/1.1\nHost: e\nContent-Length: 10\n\nabcde");
            try (var resource = web.accept()) {
                resource.head();
                resource.read(5);
                var held = penstock.hold();
                client.send("fghij"); // comes first in the round, so the request is whole
                resource.send(HI);
                OneLoop.stuff(penstock.dialed()); // behind all that makes room
                held.countDown();
                assertThat(client.answer().body()).isEqualTo("hi");
                assertThat(penstock.finished()).isEqualTo(Finish.ANSWERED);
                assertNotReused(web, client);
            }
        }
    }

    @Test
    void notIfItAnswersWhileTheRequestGoesOn() throws Exception {
        try (var web = new HttpResource();
                var penstock = new OneLoop(web.port())) {
            try (var client = RawHttp.connect(penstock.port());
                    var resource = begin(web, client)) {
                resource.send(HI);
                var answer = client.answer();
                assertThat(answer.body()).isEqualTo("hi");
                assertThat(answer.header("Connection")).contains("close");
                assertThat(penstock.finished()).isEqualTo(Finish.ANSWERED);
                assertThatThrownBy(resource::rest)
                        .as("it must not take the request for whole")
                        .isInstanceOf(SocketException.class);
            }
            try (var client = RawHttp.connect(penstock.port())) {
                assertNotReused(web, client);
            }
        }
    }

    private static RawHttp begin(HttpResource web, RawHttp client) throws IOException {
        client.send("POST / HTTP/1.1\nHost: e\nContent-Length: 10\n\nabcde");
        var resource = web.accept();
        resource.head();
        assertThat(resource.read(5)).isEqualTo("abcde");
        return resource;
    }

    @Test
    void ifTheRequestIsWholeBeforeAnAnswerThatBeganEarlyIs() throws Exception {
        try (var web = new HttpResource();
                var penstock = new OneLoop(web.port())) {
            try (var client = RawHttp.connect(penstock.port());
                    var resource = begin(web, client)) {
                resource.send("HTTP/1.1 200 OK\nContent-Length: 2\n\nh");
                assertThat(client.head()).contains("Connection: close");
                client.send("fghij");
                assertThat(resource.read(5)).isEqualTo("fghij");
                resource.send("i");
                assertThat(client.rest()).isEqualTo("hi");
                assertThat(penstock.finished()).isEqualTo(Finish.ANSWERED);
                try (var other = RawHttp.connect(penstock.port())) {
                    other.send(GET);
                    assertThat(resource.head()).startsWith("GET / HTTP/1.1");
                    resource.send(HI);
                    assertThat(other.answer().body()).isEqualTo("hi");
                }
            }
        }
    }

    @Test
    void notWithAnythingBehindTheAnswer() throws Exception {
        try (var web = new HttpResource();
                var penstock = new OneLoop(web.port());
                var client = RawHttp.connect(penstock.port())) {
            client.send(GET);
            try (var resource = web.accept()) {
                resource.head();
                resource.send(HI + "HTTP/1.1 200 OK\nContent-Length: 4\n\nevil");
                assertThat(client.answer().body()).isEqualTo("hi");
                assertNotReused(web, client);
            }
        }
    }

    /** A client that has stopped reading must not leave the next one a connection that is not. */
    @Test
    void notWithWhatCameWhileNobodyUsedItThoughItsLastClientWasSlow() throws Exception {
        try (var web = new HttpResource();
                var penstock = new OneLoop(web.port())) {
            try (var slow = RawHttp.connect(penstock.port());
                    var resource = stuffed(web, slow, penstock)) {
                resource.send("HTTP/1.1 200 OK\nContent-Length: 4\n\nevil");
                assertThatThrownBy(resource::rest).isInstanceOf(SocketException.class);
                try (var client = RawHttp.connect(penstock.port())) {
                    assertNotReused(web, client);
                }
            }
        }
    }

    /** An answer that its client does not take; the connection is in the pool then. */
    private static RawHttp stuffed(HttpResource web, RawHttp slow, OneLoop penstock)
            throws Exception {
        slow.send(GET);
        var resource = web.accept();
        resource.head();
        var held = penstock.hold();
        OneLoop.stuff(penstock.accepted());
        int large = 20_000; // too much to wait for the end of a round, and read at once
        resource.send("HTTP/1.1 200 OK\nContent-Length: " + large + "\n\n" + "x".repeat(large));
        held.countDown();
        assertThat(penstock.finished()).isEqualTo(Finish.ANSWERED);
        return resource;
    }
}
