package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.reload.Trigger;
import io.penstock.testing.HttpResource;
import io.penstock.testing.OneResource;
import io.penstock.testing.RawHttp;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of kept connections to a resource when options change. */
@Timeout(60)
class HttpReloadTest {
    private static final String GET = "GET / HTTP/1.1\nHost: e\n\n";

    @TempDir private Path directory;

    /** A client that asks, and the resource's connection that has answered it. */
    private record Ends(RawHttp client, RawHttp resource) implements AutoCloseable {
        void ask() throws IOException {
            client.send(GET);
            answer(resource, client);
        }

        @Override
        public void close() throws IOException {
            client.close();
            resource.close();
        }
    }

    private static void answer(RawHttp resource, RawHttp client) throws IOException {
        assertThat(resource.head()).startsWith("GET / ");
        resource.send("HTTP/1.1 200 OK\nContent-Length: 2\n\nhi");
        assertThat(client.answer().body()).isEqualTo("hi");
    }

    private static Ends first(HttpResource web, int port) throws IOException {
        var client = RawHttp.connect(port);
        client.send(GET);
        var ends = new Ends(client, web.accept());
        answer(ends.resource, client);
        ends.ask();
        return ends;
    }

    private static void reload(RunningAppliance penstock, OneResource config) throws Exception {
        penstock.rewrite(config.yaml());
        penstock.appliance()
                .reload(Trigger.REQUEST)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "idleTimeout: 100s",
                "connectTimeout: 3s",
                "http: {pool: {maxAge: 4m}}",
                "http: {limits: {headers: 100}}"
            })
    void newConnectionsAreMadeWhereTheyWouldBeMadeInAnotherWay(String option) throws Exception {
        try (var web = new HttpResource()) {
            var config = OneResource.at(web.port()).with("applicationProtocol: HTTP");
            try (var penstock = RunningAppliance.start(directory, config.yaml());
                    var ends = first(web, config.port())) {
                reload(penstock, config.with(option));
                assertThat(ends.resource.rest()).as("the old one is closed").isEmpty();
                ends.client.send(GET);
                try (var next = web.accept()) {
                    answer(next, ends.client);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "halfClosedTimeout: 10s",
                "http: {retries: false}",
                "http: {host: PRESERVE}"
            })
    void connectionsServeOnWhereOthersWouldBeTheSame(String option) throws Exception {
        try (var web = new HttpResource()) {
            var config = OneResource.at(web.port()).with("applicationProtocol: HTTP");
            try (var penstock = RunningAppliance.start(directory, config.yaml());
                    var ends = first(web, config.port())) {
                reload(penstock, config.with(option));
                ends.ask();
            }
        }
    }
}
