package io.penstock.training;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A resource that sends back what it gets, and ends when its client does. */
final class Echo implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Echo.class);
    private static final int BACKLOG = 256;

    private final ServerSocket socket;

    private Echo(ServerSocket socket) {
        this.socket = socket;
    }

    /**
     * Starts one on a free port.
     *
     * @throws IOException if the address cannot be had
     */
    static Echo on(String address) throws IOException {
        var socket = new ServerSocket();
        socket.bind(new InetSocketAddress(address, 0), BACKLOG);
        var echo = new Echo(socket);
        Thread.ofPlatform().daemon().name("echo").start(echo::accept);
        return echo;
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    log.warn("the resource of the training: {}", e.toString());
                }
            }
        }
    }

    private static void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            log.debug("a client went away, as some are to: {}", e.toString());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
