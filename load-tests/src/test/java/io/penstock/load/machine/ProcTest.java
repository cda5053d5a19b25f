package io.penstock.load.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Linux tells of processes, read. */
class ProcTest {
    @Test
    void readsCpuTimeOfAProcessWithAnUglyName() {
        var stat =
                "42 (a ) b (c) S 1 42 42 0 -1 4194560 1 2 3 4 150 50 0 0 20 0 1 0 777 1 1 1 1 1 1 1 1";

        assertThat(Proc.cpuTime(stat)).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void readsMemory() {
        assertThat(Proc.memory("Rss:      100 kB\nPss:        7 kB\nPss_Anon:   5 kB\n"))
                .isEqualTo(7 * 1024);
    }

    @Test
    void knowsThisProcess() {
        var me = List.of(ProcessHandle.current().pid());

        assertThat(Proc.cpuTime(me)).isPositive();
        assertThat(Proc.memory(me)).isGreaterThan(1 << 20);
        assertThat(Proc.isJvm(me.getFirst())).isTrue();
        assertThat(Proc.startTime(me.getFirst())).isPositive();
    }

    @Test
    void readsWhoListensOnAllAddresses() {
        var table =
                """
                  sl  local_address rem_address   st tx_queue rx_queue
                   0: 00000000:07E8 00000000:0000 0A 00000000:00000000
                   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000
                   2: 00000000:0016 0100007F:1234 01 00000000:00000000
                   3: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000
                """;

        assertThat(Proc.portsOfAllAddresses(table)).containsExactlyInAnyOrder(2024, 80);
    }

    @Test
    void countsTheSamplesOfSomeProcesses() {
        assertThat(Sampler.count("    0\n   12 \n  123\n   12\n\n", Set.of(12L))).isEqualTo(2);
    }
}
