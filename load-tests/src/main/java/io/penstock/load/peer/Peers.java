package io.penstock.load.peer;

import java.nio.file.Path;

/** The ways to the origin that there are. */
public final class Peers {
    /** No proxy. */
    public static final Peer DIRECT = new Direct();

    /** HAProxy with its defaults. */
    public static final Program HAPROXY = new HaProxy(false);

    /** HAProxy with splice. */
    public static final Program HAPROXY_SPLICE = new HaProxy(true);

    /** nginx with its defaults. */
    public static final Program NGINX = new Nginx(false);

    /** nginx with large buffers. */
    public static final Program NGINX_LARGE = new Nginx(true);

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
    public static Peer containedPenstock(Path home, String image) {
        return new ContainedPenstock(launcher(home), image);
    }

    /** One of the others, in a container over this image of Penstock's. */
    public static Peer contained(Program other, String image) {
        return new ContainedProgram(other, image);
    }

    /** Whether it is another proxy, contained or not: neither Penstock nor none at all. */
    public static boolean isRival(Peer peer) {
        return peer instanceof Program || peer instanceof ContainedProgram;
    }

    private static String launcher(Path home) {
        return home.resolve("penstock").toString();
    }
}
