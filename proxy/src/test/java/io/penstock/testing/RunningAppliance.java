package io.penstock.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.Appliance;
import io.penstock.config.ConfigReader;
import io.penstock.config.Disk;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A whole appliance in this process, started from a YAML file as {@code penstock run} does it, with
 * its access log in a queue. When it is closed every connection must have been accounted for.
 */
public final class RunningAppliance implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final BlockingQueue<JsonObject> accessLog = new LinkedBlockingQueue<>();
    private final Path file;
    private final Appliance appliance;

    private RunningAppliance(Path file) {
        this.file = file;
        var start =
                Appliance.start(
                        new ConfigReader(file, Disk.SYSTEM), new Lines(accessLog), "0-test");
        if (!(start instanceof Appliance.Start.Running(var running, _))) {
            throw new AssertionError("did not start: " + start);
        }
        this.appliance = running;
    }

    /** Starts one from this text. */
    public static RunningAppliance start(Path directory, String yaml) throws IOException {
        var file = directory.resolve("penstock.yaml");
        Files.writeString(file, yaml);
        return new RunningAppliance(file);
    }

    /** A port that nobody has now, on loopback, and that nobody else here was given. */
    public static int freePort() throws IOException {
        for (; ; ) {
            try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
                if (GIVEN.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    /** The appliance itself. */
    public Appliance appliance() {
        return appliance;
    }

    /** Writes the file anew; whoever calls decides how it is taken up. */
    public void rewrite(String yaml) throws IOException {
        Files.writeString(file, yaml);
    }

    /** The next line of the access log. */
    public JsonObject logged() throws InterruptedException {
        var line = accessLog.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(line).as("a line in the access log").isNotNull();
        return line;
    }

    /** The next line of the access log that tells of such an end; others are passed over. */
    public JsonObject loggedAs(String closeReason) throws InterruptedException {
        var line = logged();
        while (!closeReason.equals(line.getString("closeReason"))) {
            line = logged();
        }
        return line;
    }

    /** A page of the admin server. */
    public HttpResponse<String> get(String path) {
        var request =
                HttpRequest.newBuilder(URI.create("http://" + appliance.admin() + path))
                        .timeout(PATIENCE)
                        .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
    }

    /** The value of every series with that name and these labels, added up; 0 if there is none. */
    public double metric(String name, String... labels) {
        return sum(metrics(), name, labels);
    }

    private static double sum(Map<String, Double> metrics, String name, String... labels) {
        double sum = 0;
        for (var entry : metrics.entrySet()) {
            var series = entry.getKey();
            boolean wanted = series.equals(name) || series.startsWith(name + "{");
            for (var label : labels) {
                wanted &= series.contains(label);
            }
            sum += wanted ? entry.getValue() : 0;
        }
        return sum;
    }

    private Map<String, Double> metrics() {
        var series = new HashMap<String, Double>();
        for (var line : get("/metrics").body().lines().toList()) {
            if (!line.startsWith("#")) {
                int space = line.lastIndexOf(' ');
                series.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            }
        }
        return series;
    }

    /** Opened connections are the active ones and those that were closed, whatever happened. */
    public void assertAccounted() {
        var metrics = metrics(); // of one moment: series of removed objects vanish
        double opened = sum(metrics, "penstock_connections_opened_total");
        double active = sum(metrics, "penstock_connections_active");
        double closed = sum(metrics, "penstock_connections_closed_total");
        assertThat(opened).as("opened = active + closed").isEqualTo(active + closed);
    }

    /** Waits until no connection lives. */
    public void awaitIdle() {
        Awaits.until("no connection lives", () -> appliance.active() == 0);
    }

    @Override
    public void close() {
        try {
            if (!appliance.ended().isDone()) { // else nobody is left to ask
                awaitIdle();
                assertAccounted();
            }
        } finally {
            appliance.stop();
            appliance.ended().orTimeout(15, TimeUnit.SECONDS).join();
            http.close();
        }
    }

    /** Standard output of the appliance, cut into lines of JSON. */
    private static final class Lines extends OutputStream {
        private final BlockingQueue<JsonObject> lines;
        private final StringBuilder begun = new StringBuilder();

        Lines(BlockingQueue<JsonObject> lines) {
            this.lines = lines;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            begun.append(new String(bytes, from, length, StandardCharsets.UTF_8));
            for (int end = begun.indexOf("\n"); end >= 0; end = begun.indexOf("\n")) {
                lines.add(new JsonObject(begun.substring(0, end)));
                begun.delete(0, end + 1);
            }
        }
    }
}
