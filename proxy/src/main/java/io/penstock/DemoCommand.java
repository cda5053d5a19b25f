package io.penstock;

import io.penstock.command.BuildVersion;
import io.penstock.command.Exit;
import io.penstock.command.HostCheck;
import io.penstock.command.Terminal;
import io.penstock.config.ConfigReader;
import io.penstock.config.ConfigResult;
import io.penstock.demo.DemoConfig;
import io.penstock.demo.DemoOptions;
import io.penstock.demo.SampleDns;
import io.penstock.demo.SampleWeb;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.reload.HostAddresses;
import io.penstock.snapshot.Circumstances;
import io.penstock.transport.PortHolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code penstock demo}: a sample resource, its DNS server and the appliance, in one process. */
@Command(
        name = "demo",
        description = "Runs a sample web resource and an appliance in front of it, to try it out.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it was stopped", "1:it could not start", "64:the command line is wrong"})
final class DemoCommand implements Callable<Integer> {
    private static final Ip PROVIDER = Ip.v4(0x7f000002);
    private static final IpPort WEB = new IpPort(PROVIDER, 18080);
    private static final IpPort DNS = new IpPort(PROVIDER, 15354);
    private static final String NAME = "web.zigi.internal";
    private static final int TOKEN_BYTES = 16;
    private static final String NO_TMP =
            "; give it a /tmp that it may write (in a container: --tmpfs /tmp)";

    private final Terminal terminal;
    private final OutputStream stdout;

    @Option(
            names = "--http-port",
            paramLabel = "N",
            description = "The endpoint's port (default: 8080).")
    private Optional<Integer> httpPort = Optional.empty();

    @Option(
            names = "--dns-port",
            paramLabel = "N",
            description = "The DNS server's port (default: 15353).")
    private Optional<Integer> dnsPort = Optional.empty();

    @Option(
            names = "--admin-port",
            paramLabel = "N",
            description = "The admin server's port (default: 9901).")
    private Optional<Integer> adminPort = Optional.empty();

    @Option(
            names = "--bind",
            paramLabel = "*",
            description =
                    "Serves on every address instead of on loopback; for a container that"
                            + " publishes the ports on its host.")
    private Optional<String> bind = Optional.empty();

    DemoCommand(Terminal terminal, OutputStream stdout) {
        this.terminal = terminal;
        this.stdout = stdout;
    }

    @Override
    public Integer call() throws IOException {
        StartCache.problem().ifPresent(terminal.err()::println);
        if (bind.isPresent() && !bind.get().equals("*")) {
            return say(Exit.USAGE, "--bind takes '*' only (quoted, or the shell takes it)");
        }
        for (var port : List.of(httpPort, dnsPort, adminPort)) {
            if (port.isPresent() && (port.get() < 1 || port.get() > 65535)) {
                return say(Exit.USAGE, "a port is 1 to 65535, not " + port.get());
            }
        }
        var random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        var token = HexFormat.of().formatHex(random);
        Path tokenFile;
        try {
            tokenFile = Files.createTempFile("penstock-demo-", ".token"); // for its owner's eyes
        } catch (IOException e) {
            return say(Exit.FAILED, "the demo writes a token's file, and cannot: " + e + NO_TMP);
        }
        try {
            Files.writeString(tokenFile, token + "\n");
            return withProvider(tokenFile, token);
        } finally {
            Files.deleteIfExists(tokenFile);
        }
    }

    private int say(int exit, String text) {
        terminal.err().println(text);
        return exit;
    }

    private int withProvider(Path tokenFile, String token) {
        try (var _ = SampleDns.start(DNS, NAME, PROVIDER)) {
            try (var _ = SampleWeb.start(WEB)) {
                return withAppliance(tokenFile, token);
            } catch (IOException e) {
                var holder = PortHolder.of(WEB).map(name -> ", held by " + name).orElse("");
                return say(
                        Exit.FAILED,
                        "the sample web resource needs " + WEB + ": " + e.getMessage() + holder);
            }
        } catch (IOException e) {
            return say(
                    Exit.FAILED,
                    "the sample DNS server needs UDP "
                            + DNS
                            + ": "
                            + e.getMessage()
                            + "; is another demo running?");
        }
    }

    private int withAppliance(Path tokenFile, String token) {
        var home = Path.of(System.getProperty("penstock.home", "."));
        var file = new ConfigReader(home.resolve("conf").resolve("demo.yaml"));
        var options =
                new DemoOptions(
                        port(httpPort),
                        port(dnsPort),
                        port(adminPort),
                        bind.isPresent(),
                        tokenFile.toString());
        var config = new DemoConfig(file::read, options);
        var obstacles = obstacles(config);
        if (!obstacles.isEmpty()) {
            obstacles.forEach(terminal.err()::println);
            return say(
                    Exit.FAILED,
                    "--http-port, --dns-port and --admin-port move the endpoint, the DNS server"
                            + " and the admin server");
        }
        return switch (Appliance.start(config, stdout, BuildVersion.text())) {
            case Appliance.Start.Misconfigured(var problems) ->
                    say(Exit.CONFIG, String.join("\n", problems));
            case Appliance.Start.Refused(var problems) -> say(Exit.FAILED, problems);
            case Appliance.Start.Running(var appliance, _) -> {
                var guide = new DemoGuide(appliance.snapshot(), home, bind.isPresent());
                terminal.out().print(guide.text(tokenFile, token));
                terminal.out().flush();
                yield Until.signalled(appliance, appliance::stop);
            }
        };
    }

    private static OptionalInt port(Optional<Integer> port) {
        return port.map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    /** What keeps it from starting, all at once and with who is in the way. */
    private static List<String> obstacles(DemoConfig config) {
        return switch (config.apply(Circumstances.first(HostAddresses.read()))) {
            case ConfigResult.Loaded(var snapshot, _, _) -> HostCheck.of(snapshot).obstacles();
            case ConfigResult.Rejected _ -> List.of(); // starting tells what is wrong
        };
    }
}
