package io.penstock.load.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.load.peer.Peer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who takes part in what. */
class ScenariosTest {
    private static final Path HOME = Path.of("/nowhere");

    @Test
    void setsThoseInContainersBesideThoseInContainersOnly() {
        var cast = Cast.inContainers(HOME, "penstock", Set.of());
        var scenario = named(new Scenarios(cast, Effort.FULL, true).inContainers(), "http");

        assertThat(scenario.id()).isEqualTo("http-container");
        assertThat(scenario.ours()).containsExactly("Penstock");
        assertThat(peers(scenario).map(Peer::id))
                .containsExactly(
                        "direct",
                        "penstock-container",
                        "haproxy-container",
                        "nginx-container",
                        "haproxy-splice-container",
                        "nginx-256k-container");
    }

    @Test
    void leavesTheSecondSettingsToBulkUnlessItIsThorough() {
        var cast = Cast.onHost(HOME, "", Set.of());
        var quick = new Scenarios(cast, Effort.QUICK, false).all();

        assertThat(peers(named(quick, "connections")).map(Peer::id))
                .containsExactly("direct", "penstock", "haproxy", "nginx");
        assertThat(peers(named(quick, "bulk-1-down"))).hasSize(6);
    }

    @Test
    void takesWhoIsSelected() {
        var cast = Cast.onHost(HOME, "", Set.of("penstock", "nginx"));
        var all = new Scenarios(cast, Effort.FULL, true).all();

        assertThat(all)
                .allSatisfy(scenario ->
                        assertThat(peers(scenario).map(Peer::id).distinct())
                                .containsExactly("penstock", "nginx"));
    }

    private static Scenario named(List<Scenario> all, String id) {
        return all.stream().filter(s -> s.id().startsWith(id)).findFirst().orElseThrow();
    }

    private static Stream<Peer> peers(Scenario scenario) {
        return scenario.contestants().stream().map(contestant -> contestant.peer());
    }
}
