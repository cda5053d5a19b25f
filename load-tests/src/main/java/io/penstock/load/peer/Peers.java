package io.penstock.load.peer;

import java.nio.file.Path;
import java.util.List;

/** The ways to the origin that there are. */
public final class Peers {
    /** No proxy. */
    public static final Peer DIRECT = new Direct();

    /** HAProxy with its defaults. */
    public static final Peer HAPROXY = new HaProxy(false);

    /** HAProxy with splice. */
    public static final Peer HAPROXY_SPLICE = new HaProxy(true);

    /** nginx with its defaults. */
    public static final Peer NGINX = new Nginx(false);

    /** nginx with large buffers. */
    public static final Peer NGINX_LARGE = new Nginx(true);

    private Peers() {}

    /**
     * Penstock by its launcher.
     *
     * @param home of the project
     * @param options for its JVM
     */
    public static Peer penstock(Path home, String options) {
        return new Penstock(launcher(home), options);
    }

    /** Penstock in a container of this image. */
    public static Peer container(Path home, String image) {
        return new Container(launcher(home), image);
    }

    /** Everybody else than Penstock. */
    public static List<Peer> others() {
        return List.of(HAPROXY, HAPROXY_SPLICE, NGINX, NGINX_LARGE);
    }

    private static String launcher(Path home) {
        return home.resolve("penstock").toString();
    }
}
