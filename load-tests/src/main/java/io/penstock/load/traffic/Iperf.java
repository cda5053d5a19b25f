package io.penstock.load.traffic;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.penstock.load.machine.Command;
import io.penstock.load.machine.Interrupted;
import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Bulk by iperf3. Its unit of work is the GiB. */
public final class Iperf {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double GIB = 1L << 30;
    private static final int TRIALS = 5;
    private static final Duration BUSY = Duration.ofMillis(300);

    private Iperf() {}

    /** Where the bytes go. */
    public enum Way {
        /** From the client. */
        TO_ORIGIN,
        /** The other way. */
        TO_CLIENT
    }

    /**
     * Sends, and waits until it is over. The server takes one client at a time, and the next a
     * little later.
     */
    public static Done run(Target target, int streams, Way way) throws IOException {
        var words =
                new ArrayList<>(
                        List.of(
                                Tool.IPERF3.path(),
                                "-J",
                                "-c",
                                target.address(),
                                "-p",
                                Integer.toString(target.port()),
                                "-t",
                                target.seconds(),
                                "-P",
                                Integer.toString(streams)));
        if (way == Way.TO_CLIENT) {
            words.add("-R");
        }
        for (int trial = 1; ; trial++) {
            var command = Command.run(words);
            if (command.exitCode() == 0) {
                return parse(command.output());
            }
            if (trial == TRIALS) {
                throw new IOException("iperf3 failed: " + command.anyOutput());
            }
            Interrupted.sleep(BUSY);
        }
    }

    static Done parse(String output) throws IOException {
        var received = JSON.readTree(output).required("end").required("sum_received");
        return Done.of(
                received.required("bytes").asDouble() / GIB,
                received.required("seconds").asDouble(),
                0);
    }
}
