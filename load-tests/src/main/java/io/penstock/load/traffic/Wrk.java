package io.penstock.load.traffic;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.penstock.load.machine.Command;
import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * HTTP/1.1 requests by wrk, each connection sending the next when it has its answer (a closed loop:
 * a slow proxy is asked less, so latencies are comparable only at like rates).
 */
public final class Wrk {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path script;

    /** With its script in this folder. */
    public Wrk(Path folder) throws IOException {
        this.script = folder.resolve("wrk.lua");
        try (var source = Wrk.class.getResourceAsStream("wrk.lua")) {
            if (source == null) {
                throw new IOException("wrk.lua is not in the jar");
            }
            Files.copy(source, script, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * What is asked for, with small answers.
     *
     * @param connections at one time
     * @param close whether each request has a connection of its own
     */
    public record Requests(String scheme, int connections, boolean close) {
        /** Small ones that stay connected. */
        public static Requests keepingAlive(int connections) {
            return new Requests("http", connections, false);
        }

        /** Small ones, one to a connection. */
        public static Requests closing(int connections) {
            return new Requests("http", connections, true);
        }

        /** The same over TLS. */
        public Requests secure() {
            return new Requests("https", connections, close);
        }
    }

    /** Asks, and waits until it is over. */
    public Done run(Target target, Requests requests) throws IOException {
        int threads = Math.min(requests.connections(), Runtime.getRuntime().availableProcessors());
        var words =
                new ArrayList<>(
                        List.of(
                                Tool.WRK.path(),
                                "-t" + threads,
                                "-c" + requests.connections(),
                                "-d" + target.seconds(),
                                "-s" + script));
        if (requests.close()) {
            words.add("-HConnection: close");
        }
        words.add(target.url(requests.scheme()));
        return parse(Command.succeed(words));
    }

    static Done parse(String output) throws IOException {
        var line =
                output.lines()
                        .filter(l -> l.startsWith("{"))
                        .findFirst()
                        .orElseThrow(() -> new IOException("wrk gave no result: " + output));
        var result = JSON.readTree(line);
        return new Done(
                result.required("requests").asDouble(),
                result.required("microseconds").asDouble() / 1e6,
                result.required("errors").asLong(),
                Done.Latency.of(
                        result.required("p50").asDouble(),
                        result.required("p99").asDouble(),
                        result.required("p999").asDouble()));
    }
}
