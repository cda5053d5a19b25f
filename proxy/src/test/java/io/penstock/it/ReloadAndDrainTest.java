package io.penstock.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.reload.ReloadOutcome;
import io.penstock.reload.Trigger;
import io.penstock.testing.Awaits;
import io.penstock.testing.OneResource;
import io.penstock.testing.RunningAppliance;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a change of the configuration, and a stop, do to living connections and new ones. */
class ReloadAndDrainTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @TempDir private Path directory;
    private ServerSocket resource;
    private OneResource config;

    @BeforeEach
    void open() throws IOException {
        resource = new ServerSocket(0, 50, LOOPBACK);
        resource.setSoTimeout(10_000);
        config = OneResource.at(resource.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        resource.close();
    }

    @Test
    void closesWhatTodaysEgressRulesWouldRefuseAndLetsNobodyElseIn() throws Exception {
        try (var penstock = start();
                var client = connect();
                var served = resource.accept()) {
            assertTalk(client, served);

            var outcome = reload(penstock, config.egress("127.9.0.0/16").yaml());

            assertThat(outcome).isInstanceOf(ReloadOutcome.Applied.class);
            assertReset(client);
            assertThat(penstock.logged().getString("closeReason")).isEqualTo("policy_changed");
            try (var late = connect()) {
                assertReset(late);
            }
            assertThat(penstock.logged().getString("closeReason")).isEqualTo("egress_denied");
        }
    }

    @Test
    void closesWhatTodaysIngressRulesWouldRefuse() throws Exception {
        try (var penstock = start();
                var client = connect();
                var served = resource.accept()) {
            assertTalk(client, served);

            reload(penstock, config.ingress("10.0.0.0/8").yaml());

            assertReset(client);
            assertThat(penstock.logged().getString("closeReason")).isEqualTo("policy_changed");
        }
    }

    @Test
    void closesTheConnectionsAndThePortOfARemovedEndpoint() throws Exception {
        try (var penstock = start();
                var client = connect();
                var served = resource.accept()) {
            assertTalk(client, served);
            var yaml = config.yaml();

            reload(penstock, yaml.substring(0, yaml.indexOf("endpoints:")) + "endpoints: []\n");

            assertReset(client);
            assertThat(penstock.logged().getString("closeReason")).isEqualTo("removed");
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void leavesAConnectionAloneWhoseEndpointMovesToAnotherPort() throws Exception {
        var elsewhere = OneResource.at(resource.getLocalPort());
        try (var penstock = start();
                var client = connect();
                var served = resource.accept()) {
            assertTalk(client, served);
            var yaml = elsewhere.yaml().replace("admin: 127.0.0.1:" + elsewhere.admin(), admin());

            // The client came to the old port, which today's rule still has to let in.
            var both = "\"" + config.port() + "\", \"" + elsewhere.port() + "\"";
            reload(
                    penstock,
                    yaml.replace(
                            "ingress: [{ports: \"" + elsewhere.port() + "\"",
                            "ingress: [{ports: [" + both + "]"));

            assertTalk(client, served);
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            try (var moved = new Socket(LOOPBACK, elsewhere.port());
                    var alsoServed = resource.accept()) {
                assertTalk(moved, alsoServed);
            }
        }
    }

    @Test
    void keepsTheRunningRevisionWhereTheFileIsWrong() throws Exception {
        try (var penstock = start();
                var client = connect();
                var served = resource.accept()) {
            var outcome = reload(penstock, config.yaml().replace("egress:", "egres:"));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            ReloadOutcome.Rejected.class,
                            rejected ->
                                    assertThat(rejected.problems())
                                            .anyMatch(line -> line.contains("egress")));
            assertTalk(client, served);
            assertThat(penstock.appliance().snapshot().revision()).isEqualTo(1);
        }
    }

    @Test
    void keepsTheRunningRevisionWhereAPortCannotBeBound() throws Exception {
        try (var penstock = start();
                var stranger = new ServerSocket(0, 1, LOOPBACK)) {
            var taken = OneResource.at(resource.getLocalPort());
            var yaml =
                    taken.yaml()
                            .replace("admin: 127.0.0.1:" + taken.admin(), admin())
                            .replace(
                                    Integer.toString(taken.port()),
                                    Integer.toString(stranger.getLocalPort()));

            var outcome = reload(penstock, yaml);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            ReloadOutcome.Refused.class,
                            refused ->
                                    assertThat(refused.reasons())
                                            .singleElement()
                                            .asString()
                                            .contains("entry")
                                            .contains("127.0.0.1:" + stranger.getLocalPort())
                                            .contains("in use"));
            try (var client = connect();
                    var served = resource.accept()) {
                assertTalk(client, served);
            }
        }
    }

    @Test
    void drainsFirstReadinessThenListenersThenWhatIsLeft() throws Exception {
        try (var penstock = start();
                var client = connect();
                var served = resource.accept()) {
            assertTalk(client, served);
            assertThat(penstock.get("/readyz").statusCode()).isEqualTo(200);

            penstock.appliance().drain();

            Awaits.until("readiness is down", () -> penstock.get("/readyz").statusCode() == 503);
            Awaits.until("the listener is closed", this::isClosed);
            assertTalk(client, served);
            assertReset(client);
            penstock.loggedAs("drained"); // whoever only looked whether the port is open was before
            penstock.appliance().ended().get(10, TimeUnit.SECONDS);
        }
    }

    private boolean isClosed() {
        try {
            connect().close();
            resource.accept().close();
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static ReloadOutcome reload(RunningAppliance penstock, String yaml) throws Exception {
        penstock.rewrite(yaml);
        return penstock.appliance()
                .reload(Trigger.REQUEST)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .outcome();
    }

    private String admin() {
        return "admin: 127.0.0.1:" + config.admin();
    }

    private RunningAppliance start() throws IOException {
        return RunningAppliance.start(directory, config.yaml());
    }

    private Socket connect() throws IOException {
        var socket = new Socket(LOOPBACK, config.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void assertTalk(Socket client, Socket served) throws IOException {
        client.getOutputStream().write('q');
        assertThat(served.getInputStream().read()).isEqualTo('q');
        served.getOutputStream().write('a');
        assertThat(client.getInputStream().read()).isEqualTo('a');
    }

    private static void assertReset(Socket client) {
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }
}
