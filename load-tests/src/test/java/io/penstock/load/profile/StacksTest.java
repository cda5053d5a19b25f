package io.penstock.load.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What perf and strace say, read. */
class StacksTest {
    private static final String SCRIPT =
            """
            vert.x-eventloo\s
            	ffffffff81000000 tcp_sendmsg
            	    7f0000000000 Wire::write

            vert.x-eventloo\s
            	ffffffff81000000 tcp_sendmsg
            	    7f0000000000 Wire::write

            other\s
            	    7f0000000001 main

            """;

    @Test
    void countsStacksFromTheOutside() {
        assertThat(Stacks.parse(SCRIPT).collapsed())
                .isEqualTo("other;main 1\nvert.x-eventloo;Wire::write;tcp_sendmsg 2\n");
    }

    @Test
    void namesTheHottestFrames() {
        assertThat(Stacks.parse(SCRIPT).hottest(1)).isEqualTo(" 66.7 %  tcp_sendmsg\n");
    }

    @Test
    void drawsEachFrame() {
        var svg = FlameGraph.of("a & b", Stacks.parse(SCRIPT));

        assertThat(svg).contains("a &amp; b: 3 samples").contains("<title>tcp_sendmsg: 2</title>");
    }

    @Test
    void tellsSystemCallsPerConnectionSideBySide() {
        var table =
                """
                % time     seconds  usecs/call     calls    errors syscall
                ------ ----------- ----------- --------- --------- ----------------
                 60.00    0.006000           3       200           close
                 40.00    0.004000           2       400       100 recvfrom
                ------ ----------- ----------- --------- --------- ----------------
                100.00    0.010000           2       600       100 total
                """;
        var byPeer = new LinkedHashMap<String, SystemCalls>();
        byPeer.put("one", SystemCalls.parse(table, 100));
        byPeer.put("other", new SystemCalls(Map.of("close", 1.0, "rare", 0.001)));

        assertThat(SystemCalls.table(byPeer))
                .isEqualTo(
                        """
                        | system calls per connection | one | other |
                        |---|---|---|
                        | close | 2.00 | 1.00 |
                        | recvfrom | 4.00 | 0.00 |
                        | all | 6.00 | 1.00 |
                        """);
    }
}
