package io.penstock.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.testing.Awaits;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientsTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong(-5);
    private final Clients clients = new Clients(now::get);
    private final AtomicInteger connected = new AtomicInteger();
    private final List<Socket> sockets = new ArrayList<>();
    private int port;

    @BeforeEach
    void serve() throws Exception {
        var server =
                vertx.createHttpServer(AdminServer.options())
                        .connectionHandler(connection -> {
                            clients.connected(connection);
                            connected.incrementAndGet();
                        })
                        .requestHandler(request -> {
                            clients.lives(request.connection());
                            request.response().end();
                        })
                        .listen(0, "127.0.0.1");
        port =
                server.toCompletionStage()
                        .toCompletableFuture()
                        .get(5, TimeUnit.SECONDS)
                        .actualPort();
    }

    @AfterEach
    void close() throws Exception {
        for (var socket : sockets) {
            socket.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Test
    void closesWhoSendsNoRequestInTimeHoweverItTrickles() throws Exception {
        var asking = connect();
        var trickling = connect();
        Awaits.until("both are connected", () -> connected.get() == 2);
        now.addAndGet(Clients.PATIENCE_NANOS);
        trickling.getOutputStream().write('G');
        ask(asking);
        now.addAndGet(1);

        clients.sweep();

        assertThat(trickling.getInputStream().read()).isEqualTo(-1);
        ask(asking);
        now.addAndGet(Clients.PATIENCE_NANOS + 1);
        clients.sweep();
        assertThat(asking.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void takesOnlySoManyAndMoreWhenSomeHaveLeft() throws Exception {
        for (int i = 0; i < Clients.MAX_CONNECTIONS; i++) {
            connect();
        }
        Awaits.until("all are connected", () -> connected.get() == Clients.MAX_CONNECTIONS);

        assertThat(connect().getInputStream().read()).isEqualTo(-1);

        sockets.getFirst().close();
        Awaits.until("there is room again", () -> clients.size() < Clients.MAX_CONNECTIONS);
        ask(connect());
    }

    private Socket connect() throws Exception {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(5_000);
        sockets.add(socket);
        return socket;
    }

    private static void ask(Socket socket) throws Exception {
        var request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        var answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
        assertThat(
                        new String(
                                socket.getInputStream().readNBytes(answer.length()),
                                StandardCharsets.US_ASCII))
                .isEqualTo(answer);
    }
}
