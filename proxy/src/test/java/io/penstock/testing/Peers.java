package io.penstock.testing;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Blocking sockets of the JDK, as clients and servers are. What one does while a test does
 * something else runs on a thread of its own. Closing this closes them all.
 */
public final class Peers implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 15_000;
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final Queue<AutoCloseable> open = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("peer-", 0).factory());

    /** No peer yet. */
    public Peers() {}

    /** A server on a free port of 127.0.0.1, which accepts when it is asked to. */
    public ServerSocket server() throws IOException {
        return server(50, 0);
    }

    /**
     * The same.
     *
     * @param receiveBuffer bytes, inherited by what it accepts; 0 for the system's choice
     */
    public ServerSocket server(int backlog, int receiveBuffer) throws IOException {
        var server = new ServerSocket();
        open.add(server);
        if (receiveBuffer > 0) {
            server.setReceiveBufferSize(receiveBuffer);
        }
        server.setSoTimeout(READ_TIMEOUT_MILLIS);
        server.bind(new InetSocketAddress(LOOPBACK, 0), backlog);
        return server;
    }

    /** The next connection of a server. */
    public Socket accept(ServerSocket server) throws IOException {
        return watched(server.accept());
    }

    /** A client of this address. */
    public Socket connect(IpPort address) throws IOException {
        return connect(address, 0);
    }

    /** The same, with a receive buffer of so many bytes; 0 for the system's choice. */
    public Socket connect(IpPort address, int receiveBuffer) throws IOException {
        var client = new Socket();
        open.add(client);
        if (receiveBuffer > 0) {
            client.setReceiveBufferSize(receiveBuffer);
        }
        client.connect(address.toSocketAddress(), READ_TIMEOUT_MILLIS);
        return watched(client);
    }

    /** Runs on a thread of its own. */
    public <T> Future<T> meanwhile(Callable<T> task) {
        return threads.submit(task);
    }

    /** Where a server listens. */
    public static IpPort addressOf(ServerSocket server) {
        return new IpPort(Ip.of(LOOPBACK), server.getLocalPort());
    }

    /**
     * Sends bytes, and ends with a reset right behind them. A reset throws away what the sender's
     * kernel still has, so it waits until all is acknowledged.
     */
    public static void sendThenReset(Socket socket, int bytes) throws IOException {
        Stream.send(socket, bytes);
        Awaits.until("all is acknowledged", () -> ProcNetTcp.sendQueue(socket) == 0);
        reset(socket);
    }

    /** Ends the socket with a reset. */
    public static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private Socket watched(Socket socket) throws IOException {
        open.add(socket);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        for (var each : open) {
            try {
                each.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
