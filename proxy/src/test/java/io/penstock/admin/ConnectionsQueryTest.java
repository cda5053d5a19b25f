package io.penstock.admin;

import static io.penstock.testing.Zigi.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.IpPort;
import io.penstock.passage.ConnectionRecord.Parties;
import io.penstock.passage.Living;
import io.penstock.resource.Exposure;
import io.penstock.testing.Zigi;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConnectionsQueryTest {
    private final List<Exposure> exposures =
            new Zigi().endpoints("one", "two").snapshot(1).catalog().exposures();
    private final Living young = living("a-0-1", 0, "10.9.0.7", 10, 500, "shop.example");
    private final Living old = living("a-0-2", 1, "10.9.0.8", 99, 20, "db.example");
    private final List<Living> all = List.of(young, old);

    @Test
    void showsTheOldestFirstUnlessItIsToldOtherwise() {
        assertThat(select(Map.of())).containsExactly(old, young);
        assertThat(select(Map.of("order", "asc"))).containsExactly(young, old);
        assertThat(select(Map.of("sort", "bytes"))).containsExactly(young, old);
        assertThat(select(Map.of("sort", "client", "order", "asc"))).containsExactly(young, old);
        assertThat(select(Map.of("sort", "endpoint"))).containsExactly(old, young);
    }

    @Test
    void findsByTextAndByEndpoint() {
        for (var text : List.of("10.9.0.7", "SHOP", "one", "a-0-1")) {
            assertThat(select(Map.of("text", text))).as(text).containsExactly(young);
        }
        assertThat(select(Map.of("text", "nothing like it"))).isEmpty();
        var id = exposures.get(1).endpoint().identity().id();
        assertThat(select(Map.of("endpoint", id))).containsExactly(old);
    }

    @Test
    void saysWhatIsWrong() {
        assertThat(problem("sort", "size")).contains("age, bytes, client or endpoint");
        assertThat(problem("order", "up")).contains("asc or desc");
        assertThat(problem("limit", "0")).contains("1 to 200");
        assertThat(problem("limit", "201")).contains("1 to 200");
        assertThat(problem("offset", "-1")).contains("together");
        assertThat(problem("offset", "1951")).contains("reach 2000");
        assertThat(problem("filter", "x")).contains("unknown parameter: filter");
    }

    @Test
    void asksForNoMoreThanItShows() {
        var query =
                (ConnectionsQuery) ConnectionsQuery.of(Map.of("offset", "1800", "limit", "200"));

        assertThat(query.roll().most()).isEqualTo(2000);
    }

    private List<Living> select(Map<String, String> parameters) {
        var query = ((ConnectionsQuery) ConnectionsQuery.of(parameters)).roll();
        return all.stream().filter(query.wanted()).sorted(query.order()).toList();
    }

    private static String problem(String name, String value) {
        return Stream.of(ConnectionsQuery.of(Map.of(name, value)))
                .map(Asked.Wrongly.class::cast)
                .map(Asked.Wrongly::problem)
                .findFirst()
                .orElseThrow();
    }

    private Living living(
            String id, int exposure, String client, long nanos, long bytes, String name) {
        return new Living(
                id,
                exposures.get(exposure),
                new Parties(
                        new IpPort(ip(client), 40_000),
                        new IpPort(ip("10.9.0.10"), 80),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(name)),
                new Living.Age(Instant.EPOCH.minusNanos(nanos), nanos),
                true,
                bytes,
                0);
    }
}
