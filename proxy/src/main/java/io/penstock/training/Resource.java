package io.penstock.training;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A resource on a port of its own, until it is closed. Each client has a virtual thread. */
final class Resource implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Resource.class);
    private static final int BACKLOG = 256;

    private final ServerSocket socket;
    private final Talk talk;

    private Resource(ServerSocket socket, Talk talk) {
        this.socket = socket;
        this.talk = talk;
    }

    /** What it does with one client; the connection ends with it. */
    interface Talk {
        void with(InputStream in, OutputStream out) throws IOException;
    }

    /**
     * Starts one on a free port.
     *
     * @throws IOException if the address cannot be had
     */
    static Resource on(String address, Talk talk) throws IOException {
        var socket = new ServerSocket();
        socket.bind(new InetSocketAddress(address, 0), BACKLOG);
        var resource = new Resource(socket, talk);
        Thread.ofPlatform().daemon().name("resource").start(resource::accept);
        return resource;
    }

    /** One that sends back what it gets. */
    static Resource echo(String address) throws IOException {
        return on(address, InputStream::transferTo);
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

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            talk.with(new BufferedInputStream(client.getInputStream()), client.getOutputStream());
        } catch (IOException e) {
            log.debug("a client went away, as some are to: {}", e.toString());
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
