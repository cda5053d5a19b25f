package io.penstock.testing;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** Java's own TLS on plain blocking sockets, for both ends of an appliance. */
public final class TlsPeers {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Pki pki = new Pki("Test Authority");

    /** Writes what an appliance needs: server.pem, server.key and ca.pem, for 127.0.0.1. */
    public void write(Path directory) throws IOException {
        Pki.write(directory, "server", pki.leaf("127.0.0.1"));
        Files.writeString(directory.resolve("ca.pem"), pki.pem());
    }

    private SSLContext context(KeyManager... own) throws Exception {
        var context = SSLContext.getInstance("TLS");
        X509Bundle any = pki.leaf("any");
        context.init(own, new TrustManager[] {any.toTrustManager()}, new SecureRandom());
        return context;
    }

    /** A server of 127.0.0.1 on a free port. */
    public ServerSocket server() throws Exception {
        var own = pki.leaf("127.0.0.1").toKeyManagerFactory().getKeyManagers();
        return context(own)
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    }

    /** TLS over a connected socket, which it closes. */
    public SSLSocket over(Socket socket) throws IOException {
        try {
            var secure =
                    (SSLSocket)
                            context()
                                    .getSocketFactory()
                                    .createSocket(socket, "127.0.0.1", socket.getPort(), true);
            secure.setSoTimeout(PATIENCE_MILLIS);
            return secure;
        } catch (GeneralSecurityException e) {
            throw new AssertionError("Java has TLS", e);
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("a context of TLS", e);
        }
    }
}
