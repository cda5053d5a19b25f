package io.penstock.load.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What the tools say, read. */
class ToolsTest {
    @Test
    void readsWrk() throws Exception {
        var done =
                Wrk.parse(
                        """
                        Running 1s test @ http://127.0.0.1:8080/
                          2 threads and 64 connections
                        {"requests": 1500, "microseconds": 3000000, "errors": 2, "p50": 11, "p99": 22, "p999": 33}
                        """);

        assertThat(done).isEqualTo(new Done(1500, 3, 2, Done.Latency.of(11, 22, 33)));
        assertThat(done.rate()).isEqualTo(500);
        assertThatThrownBy(() -> Wrk.parse("unable to connect"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unable to connect");
    }

    @Test
    void readsIperf() throws Exception {
        var done =
                Iperf.parse(
                        "{\"end\": {\"sum_received\": {\"seconds\": 2.0, \"bytes\": 3221225472}}}");

        assertThat(done).isEqualTo(Done.of(3, 2, 0));
    }

    @Test
    void readsH2load() throws Exception {
        var done =
                H2Load.parse(
                        """
                        finished in 1.00s, 20000.00 req/s, 1.23MB/s
                        requests: 41000 total, 40400 started, 40000 done, 40000 succeeded, 3 failed, 2 errored, 1 timeout
                        """);

        assertThat(done).isEqualTo(Done.of(40_000, 2, 6));
        assertThatThrownBy(() -> H2Load.parse("nothing")).isInstanceOf(IOException.class);
    }
}
