package io.penstock;

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
    private static final String TEXT =
            """

            Penstock's demo runs. {target} is a web server that only the gateway reaches, by a name
            that only the demo's own DNS server knows. Try, in another terminal:

              curl http://{name}:{port}/
              dig @127.0.0.1 -p {dnsPort} {name}
              curl http://{admin}/metrics
              {penstock} status{options}
              {penstock} explain --from 127.0.0.1 --endpoint {endpoint} --to 169.254.169.254{options}

            and open http://{admin}/ in a browser for the status page.

            Where names under .localhost do not resolve by themselves:

              curl --resolve {name}:{port}:127.0.0.1 http://{name}:{port}/

            The configuration is {file}; edit it and watch the log, or ask for a reload:

              curl -X POST -H "Authorization: Bearer {token}" http://{admin}/api/reload
            {published}
            Ctrl-C ends it.

            """;

    /** The commands, each on a line of its own, ready to be copied. */
    String text(Path tokenFile, String token) {
        var exposure = snapshot.catalog().exposures().getFirst();
        var endpoint = exposure.endpoint().identity();
        int port = exposure.ports().ranges().getFirst().from();
        var dns = snapshot.settings().dns().orElseThrow();
        int dnsPort = dns.listen().getFirst().port();
        var admin = "127.0.0.1:" + snapshot.settings().admin().port();
        return TEXT.replace("{target}", exposure.target().toString())
                .replace("{name}", snapshot.names().of(exposure).getFirst())
                .replace("{port}", Integer.toString(port))
                .replace("{dnsPort}", Integer.toString(dnsPort))
                .replace("{admin}", admin)
                .replace("{penstock}", launcher())
                .replace("{options}", adminOptions(admin, tokenFile))
                .replace("{endpoint}", endpoint.name())
                .replace("{file}", home.resolve("conf").resolve("demo.yaml").toString())
                .replace("{token}", token)
                .replace("{published}", published(port, dnsPort, token));
    }

    private String launcher() {
        var here = Path.of("").toAbsolutePath().equals(home.toAbsolutePath().normalize());
        return here ? "./penstock" : home.resolve("penstock").toString();
    }

    private String adminOptions(String admin, Path tokenFile) {
        var url = admin.equals(DEFAULT_ADMIN) ? "" : " --admin http://" + admin;
        return everywhere ? url + " --admin-token-file " + tokenFile : url;
    }

    private String published(int port, int dnsPort, String token) {
        int admin = snapshot.settings().admin().port();
        return everywhere
                ? """

                In a container, publish what you want to reach from its host
                (-p %d:%d -p %d:%d/udp -p %d:%d). The status page asks for a token there:
                %s
                Penstock's own commands run inside, where the token's file is.
                """
                        .formatted(port, port, dnsPort, dnsPort, admin, admin, token)
                : "";
    }
}
