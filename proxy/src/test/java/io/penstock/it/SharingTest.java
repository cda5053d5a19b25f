package io.penstock.it;

import static io.penstock.testing.TwoOwners.CONSUMER;
import static io.penstock.testing.TwoOwners.PROVIDER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.command.Commands;
import io.penstock.reload.ReloadOutcome;
import io.penstock.reload.Trigger;
import io.penstock.testing.Invocation;
import io.penstock.testing.RunningAppliance;
import io.penstock.testing.TwoOwners;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A resource that one account shares with another, and takes back; all names are both's. */
class SharingTest {
    private static final String SHARED = "\"" + CONSUMER + "\"";

    @TempDir private Path directory;
    private ServerSocket resource;
    private TwoOwners owners;

    @BeforeEach
    void open() throws IOException {
        resource = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        resource.setSoTimeout(10_000);
        owners = new TwoOwners(directory, resource.getLocalPort());
        owners.provider(SHARED, "CLOSE");
        owners.consumer("127.0.0.0/8");
    }

    @AfterEach
    void close() throws IOException {
        resource.close();
    }

    @Test
    void withdrawingAShareClosesWhatItHadOpenedAndNothingElse() throws Exception {
        try (var penstock = owners.start();
                var own = connect("127.0.0.1");
                var ownServed = resource.accept();
                var theirs = connect("127.0.0.2");
                var theirsServed = resource.accept()) {
            assertTalk(own, ownServed);
            assertTalk(theirs, theirsServed);

            owners.provider("", "CLOSE"); // the consumer's file stays as it is
            var applied = (ReloadOutcome.Applied) reload(penstock);

            assertThat(applied.closed()).hasToString("{SHARE_WITHDRAWN=1}");
            assertThat(applied.plan().lines())
                    .containsExactly("resource configuration " + PROVIDER + "/web changed");
            assertThat(applied.warnings())
                    .singleElement()
                    .asString()
                    .contains(
                            "consumer.yaml:4:42: /endpoints/0/resourceConfiguration",
                            "is not shared");
            assertReset(theirs);
            assertLine(penstock.logged(), CONSUMER, "share_withdrawn");
            assertTalk(own, ownServed);

            try (var late = connect("127.0.0.2")) {
                assertReset(late);
            }
            assertLine(penstock.logged(), CONSUMER, "not_shared");
            assertThat(
                            penstock.metric(
                                    "penstock_connections_denied_total",
                                    "stage=\"sharing\"",
                                    "owner=\"" + CONSUMER + "\""))
                    .isEqualTo(1);

            owners.provider(SHARED, "CLOSE");
            reload(penstock);
            try (var again = connect("127.0.0.2");
                    var served = resource.accept()) {
                assertTalk(again, served);
            }
            assertTalk(own, ownServed);
        }
    }

    @Test
    void withdrawingAShareOnlyStopsNewConnectionsWhereTheOwnerKeepsThem() throws Exception {
        owners.provider(SHARED, "KEEP");
        try (var penstock = owners.start();
                var theirs = connect("127.0.0.2");
                var served = resource.accept()) {
            assertTalk(theirs, served);

            owners.provider("", "KEEP");

            assertThat(((ReloadOutcome.Applied) reload(penstock)).closed()).isEmpty();
            assertTalk(theirs, served);
            try (var late = connect("127.0.0.2")) {
                assertReset(late);
            }
            assertLine(penstock.logged(), CONSUMER, "not_shared");

            owners.provider("", "CLOSE"); // it may change its mind
            reload(penstock);
            assertReset(theirs);
            assertLine(penstock.logged(), CONSUMER, "share_withdrawn");
        }
    }

    @Test
    void anEndpointThatGoesWithItsShareIsRemoved() throws Exception {
        try (var penstock = owners.start();
                var theirs = connect("127.0.0.2");
                var served = resource.accept()) {
            assertTalk(theirs, served);

            owners.provider("", "CLOSE");
            owners.consumerLeaves();

            assertThat(((ReloadOutcome.Applied) reload(penstock)).closed())
                    .hasToString("{REMOVED=1}");
            assertReset(theirs);
        }
    }

    @Test
    void whatIsNotSharedIsAMistakeToACheckAndDisturbsNobodyElse() throws Exception {
        owners.provider("", "CLOSE");
        try (var penstock = owners.start();
                var own = connect("127.0.0.1");
                var served = resource.accept()) {
            assertTalk(own, served);
            try (var theirs = connect("127.0.0.2")) {
                assertReset(theirs);
            }
            assertLine(penstock.logged(), CONSUMER, "not_shared");

            var check = run("check", "--config", directory.resolve("penstock.yaml").toString());
            assertThat(check.exit()).isEqualTo(78);
            assertThat(check.err()).contains("/endpoints/0/resourceConfiguration", "is not shared");

            var admin = "http://" + penstock.appliance().admin();
            assertThat(run("status", "--admin", admin).out()).contains("not shared");
            var explained =
                    run(
                            "explain",
                            "--from",
                            "127.0.0.1",
                            "--endpoint",
                            CONSUMER + "/entry",
                            "--admin",
                            admin);
            assertThat(explained.exit()).isEqualTo(1);
            assertThat(explained.out())
                    .contains(
                            "sharing     refused   " + PROVIDER + "/web is not shared with account",
                            "look at /resourceConfigurations " + PROVIDER + "/web: sharedWith");
        }
    }

    @Test
    void tellsWhatAWithdrawalWouldCloseAndClosesNothing() throws Exception {
        try (var penstock = owners.start();
                var theirs = connect("127.0.0.2");
                var served = resource.accept()) {
            assertTalk(theirs, served);
            owners.provider("", "CLOSE");

            var dry = order(penstock, "--dry-run");

            assertThat(dry.exit()).isZero();
            assertThat(dry.out())
                    .isEqualTo(
                            "planned, revision 1\nchanged configuration "
                                    + PROVIDER
                                    + "/web\nwould close 1 connections: share_withdrawn\n");
            assertThat(dry.err()).contains("is not shared with account " + CONSUMER);
            assertTalk(theirs, served);
            assertThat(penstock.appliance().snapshot().revision()).isEqualTo(1);
            assertThat(penstock.metric("penstock_reloads_total")).isZero();

            var done = order(penstock);

            assertThat(done.out()).contains("applied, revision 2", "closed 1 connections: share");
            assertReset(theirs);
        }
    }

    @Test
    void theSameNamesUnderTwoOwnersDisturbNobody() throws Exception {
        try (var penstock = owners.start();
                var own = connect("127.0.0.1");
                var ownServed = resource.accept();
                var theirs = connect("127.0.0.2");
                var theirsServed = resource.accept()) {
            assertTalk(own, ownServed);
            assertTalk(theirs, theirsServed);
            for (var owner : List.of(PROVIDER, CONSUMER)) {
                assertThat(
                                penstock.metric(
                                        "penstock_connections_active",
                                        "owner=\"" + owner + "\"",
                                        "endpoint=\"entry\""))
                        .isEqualTo(1);
                var name = "entry." + owner + ".penstock.internal";
                assertThat(penstock.get("/api/endpoints").body()).contains(name);
                assertThat(penstock.get("/api/list/endpoints?account=" + owner).body())
                        .containsOnlyOnce("\"name\" : \"entry\"")
                        .contains(owner + "/both");
            }
            assertThat(penstock.get("/api/list/gateways?account=" + CONSUMER).body())
                    .doesNotContain("gateway\"");
            assertThat(penstock.get("/api/list/configurations?account=" + CONSUMER).body())
                    .contains("\"shared\" : true");
            assertThat(penstock.appliance().snapshot().names().find("entry.penstock.internal"))
                    .isEmpty();

            owners.consumer("10.0.0.0/8"); // a group of the consumer's, of which both have one

            assertThat(((ReloadOutcome.Applied) reload(penstock)).plan().lines())
                    .containsExactly("security group " + CONSUMER + "/both changed");
            assertReset(theirs);
            assertLine(penstock.logged(), CONSUMER, "policy_changed");
            assertTalk(own, ownServed);
        }
    }

    private static void assertLine(JsonObject line, String owner, String reason) {
        assertThat(line.getString("owner")).isEqualTo(owner);
        assertThat(line.getString("closeReason")).isEqualTo(reason);
    }

    private static ReloadOutcome reload(RunningAppliance penstock) throws Exception {
        return penstock.appliance()
                .reload(Trigger.REQUEST)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .outcome();
    }

    private Invocation order(RunningAppliance penstock, String... more) {
        var all =
                new ArrayList<>(
                        List.of(
                                "reload",
                                "--admin",
                                "http://" + penstock.appliance().admin(),
                                "--admin-token-file",
                                directory.resolve("token").toString()));
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    private static Invocation run(String... arguments) {
        return Invocation.of(terminal -> Commands.run(terminal, List.of(), arguments));
    }

    private Socket connect(String address) throws IOException {
        var socket = new Socket(InetAddress.ofLiteral(address), owners.port());
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
