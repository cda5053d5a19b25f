package io.penstock;

import io.penstock.resource.Exposure;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import java.nio.file.Path;

/**
 * What to try with the demo.
 *
 * @param home where the launcher lies
 * @param everywhere whether it serves from a container
 */
record DemoGuide(Snapshot snapshot, Path home, boolean everywhere) {
    private static final String DEFAULT_ADMIN = "127.0.0.1:9901";

    /** The commands, each on a line of its own, ready to be copied. */
    String text(Path tokenFile, String token) {
        var exposure = snapshot.catalog().exposures().getFirst();
        var name = snapshot.names().of(exposure.endpoint().identity()).getFirst();
        int port = exposure.ports().ranges().getFirst().from();
        int dnsPort =
                snapshot.settings().dns().map(Settings.Dns::listen).orElseThrow().getFirst().port();
        var admin = "127.0.0.1:" + snapshot.settings().admin().port();
        return """

        Penstock's demo runs. %s is a web server that only the gateway reaches, by a name
        that only the demo's own DNS server knows. Try, in another terminal:

          curl http://%s:%d/
          dig @127.0.0.1 -p %d %s
          curl http://%s/metrics
          %s status%s
          %s explain --from 127.0.0.1 --endpoint %s --to 169.254.169.254%s

        Where names under .localhost do not resolve by themselves:

          curl --resolve %s:%d:127.0.0.1 http://%s:%d/

        The configuration is %s; edit it and watch the log, or ask for a reload:

          curl -X POST -H "Authorization: Bearer %s" http://%s/api/reload
        %s
        Ctrl-C ends it.

        """
                .formatted(
                        exposure.target(),
                        name,
                        port,
                        dnsPort,
                        name,
                        admin,
                        launcher(),
                        adminOptions(admin, tokenFile),
                        launcher(),
                        endpoint(exposure),
                        adminOptions(admin, tokenFile),
                        name,
                        port,
                        name,
                        port,
                        home.resolve("conf").resolve("demo.yaml"),
                        token,
                        admin,
                        published(port, dnsPort));
    }

    private static String endpoint(Exposure exposure) {
        return exposure.endpoint().identity().name();
    }

    private String launcher() {
        var here = Path.of("").toAbsolutePath().equals(home.toAbsolutePath().normalize());
        return here ? "./penstock" : home.resolve("penstock").toString();
    }

    private String adminOptions(String admin, Path tokenFile) {
        var url = admin.equals(DEFAULT_ADMIN) ? "" : " --admin http://" + admin;
        return everywhere ? url + " --admin-token-file " + tokenFile : url;
    }

    private String published(int port, int dnsPort) {
        return everywhere
                ? """

                In a container, publish what you want to reach from its host (-p %d:%d -p %d:%d/udp);
                penstock's own commands run inside, where the token's file is.
                """
                        .formatted(port, port, dnsPort, dnsPort)
                : "";
    }
}
