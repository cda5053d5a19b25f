package io.penstock.load.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.ConfigReader;
import io.penstock.config.ConfigResult;
import io.penstock.load.machine.Children;
import io.penstock.load.machine.Machine;
import io.penstock.net.Ip;
import io.penstock.resource.Host;
import io.penstock.snapshot.Circumstances;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the proxies are told. */
class ConfigTest {
    @TempDir Path folder;

    private Place place() throws IOException {
        var machine = new Machine("", 2, 1, "", "", 20_000);
        return new Ground(machine, new Children(folder), folder, folder, "127.99")
                .place(7, "Penstock, 1,000 endpoints");
    }

    @Test
    void givesEachAnAddressAndAFolderOfItsOwn() throws Exception {
        var place = place();

        assertThat(place.address()).isEqualTo("127.99.0.7");
        assertThat(place.folder()).isEqualTo(folder.resolve("7-penstock-1-000-endpoints"));
    }

    @Test
    void tellsPenstockWhatItAccepts() throws Exception {
        assertThat(accepted(Setting.PLAIN)).isEqualTo(2);
        assertThat(accepted(Setting.PLAIN.logged().withScrapes().with(1000))).isEqualTo(1002);
        assertThat(accepted(Setting.PLAIN.onEveryPort())).isEqualTo(1);
    }

    private int accepted(Setting setting) throws Exception {
        var place = place();
        var file = place.write("p.yaml", PenstockConfig.of(place, setting, Front.Range.ALL));
        var result = new ConfigReader(file).read(Circumstances.first(Host.UNKNOWN));
        assertThat(result.problems()).isEmpty();
        assertThat(result).isInstanceOf(ConfigResult.Loaded.class);
        return ((ConfigResult.Loaded) result).snapshot().configuration().endpoints().size();
    }

    @Test
    void leavesHaProxyDescriptorsForItsListeningSockets() throws Exception {
        var config = new HaProxy(false).configure(place(), Setting.PLAIN.with(1000));
        var most =
                config.lines().filter(line -> line.contains("maxconn")).findFirst().orElseThrow();

        assertThat(2 * Integer.parseInt(most.replaceAll("\\D", "")) + 1002 + 100)
                .isLessThanOrEqualTo(20_000);
    }

    @Test
    void tellsTheOthersTheSamePorts() throws Exception {
        var place = place();
        var setting = Setting.PLAIN.with(2);

        assertThat(new HaProxy(true).configure(place, setting))
                .contains("bind 127.99.0.7:8080", "bind 127.99.0.7:5201", "bind 127.99.36.2:8080")
                .contains("option splice-auto")
                .doesNotContain("option tcplog");
        assertThat(new Nginx(true).configure(place, setting))
                .contains(
                        "listen 127.99.0.7:8080",
                        "listen 127.99.0.7:5201",
                        "listen 127.99.36.2:8080")
                .contains("proxy_buffer_size 256k", "access_log off");
    }

    @Test
    void givesEachFurtherEndpointAnAddressOfItsOwn() throws Exception {
        var place = place();
        var further = IntStream.range(0, 1000).mapToObj(place::further).toList();

        assertThat(further).doesNotHaveDuplicates().doesNotContain(place.address());
        assertThat(further).endsWith("127.99.39.250").allMatch(it -> Ip.parse(it).isPresent());
    }

    @Test
    void takesPortsBetweenThoseThatAreTaken() {
        assertThat(Front.Range.of(65_535, Set.of())).isEqualTo(Front.Range.ALL);
        assertThat(Front.Range.of(100_000, Set.of(22, 2024, 9000)))
                .isEqualTo(new Front.Range(2025, 8999));
        assertThat(Front.Range.of(10, Set.of(2024))).isEqualTo(new Front.Range(8071, 8080));
        assertThat(Front.Range.of(7000, Set.of(2024))).isEqualTo(new Front.Range(2025, 9024));
    }
}
