package io.penstock.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A resource whose every byte a test decides: it accepts connections one after the other. */
public final class HttpResource implements AutoCloseable {
    private final ServerSocket server;
    private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();

    /** What it does with a connection. */
    @FunctionalInterface
    public interface Script {
        /** Speaks; the connection is closed when this returns. */
        void speak(RawHttp client) throws Exception;
    }

    /** One on a free port of loopback. */
    public HttpResource() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        server.setSoTimeout(20_000);
    }

    /** Its port. */
    public int port() {
        return server.getLocalPort();
    }

    /** Accepts one connection and speaks, meanwhile. */
    public CompletableFuture<Void> next(Script script) {
        return CompletableFuture.runAsync(
                () -> {
                    try (var client = RawHttp.over(server.accept())) {
                        script.speak(client);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                thread);
    }

    /** The next connection, to speak over. */
    public RawHttp accept() throws IOException {
        return RawHttp.over(server.accept());
    }

    @Override
    public void close() throws IOException {
        server.close();
        thread.shutdownNow();
    }
}
