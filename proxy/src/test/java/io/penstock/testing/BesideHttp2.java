package io.penstock.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

/**
 * An appliance with one resource that speaks HTTP/2 and is played by the test.
 *
 * @param listener where the resource takes connections
 * @param penstock the appliance
 * @param port where clients connect
 */
public record BesideHttp2(ServerSocket listener, RunningAppliance penstock, int port)
        implements AutoCloseable {
    /**
     * Starts it.
     *
     * @param options of the resource, as in a configuration
     */
    public static BesideHttp2 start(Path directory, String options) throws IOException {
        var listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        var config =
                OneResource.at(listener.getLocalPort())
                        .with("applicationProtocol: HTTP, " + options);
        var penstock = RunningAppliance.start(directory, config.yaml());
        return new BesideHttp2(listener, penstock, config.port());
    }

    /** The resource's side of the next connection, which is told these settings. */
    public RawHttp2 accept(int... settings) throws IOException {
        return RawHttp2.accept(listener, settings);
    }

    @Override
    public void close() throws IOException {
        penstock.close();
        listener.close();
    }
}
