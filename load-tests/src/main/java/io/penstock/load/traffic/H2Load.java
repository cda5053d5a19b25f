package io.penstock.load.traffic;

import io.penstock.load.machine.Command;
import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** HTTP/2 requests by h2load. */
public final class H2Load {
    private static final Pattern RATE = Pattern.compile("finished in [^,]+, ([0-9.]+) req/s");
    private static final Pattern REQUESTS =
            Pattern.compile("(\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");

    private H2Load() {}

    /** Asks with prior knowledge over so many connections, and waits until it is over. */
    public static Done run(Target target, int connections, int streams) throws IOException {
        return parse(
                Command.succeed(
                        List.of(
                                Tool.H2LOAD.path(),
                                "-D" + target.seconds(),
                                "-c" + connections,
                                "-t1",
                                "-m" + streams,
                                target.url("http"))));
    }

    static Done parse(String output) throws IOException {
        var rate = RATE.matcher(output);
        var requests = REQUESTS.matcher(output);
        if (!rate.find() || !requests.find()) {
            throw new IOException("h2load gave no result: " + output);
        }
        double done = Double.parseDouble(requests.group(1));
        double perSecond = Double.parseDouble(rate.group(1));
        long errors =
                Long.parseLong(requests.group(2))
                        + Long.parseLong(requests.group(3))
                        + Long.parseLong(requests.group(4));
        if (done == 0 || perSecond == 0) {
            throw new IOException("h2load had no answer: " + output);
        }
        return Done.of(done, done / perSecond, errors);
    }
}
