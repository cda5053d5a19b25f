package io.penstock.resolver;

import io.netty.channel.EventLoop;
import io.penstock.net.Ip;
import io.penstock.relay.Loop;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Asks DNS servers for the addresses of names, on one event loop. Keeps nothing: every question
 * goes out.
 *
 * <p>A name means what its DNS servers say and nothing else. {@code /etc/hosts}, search lists and
 * {@code nsswitch.conf} are not consulted, since what leaves must not depend on files of the host
 * that the configuration does not name. The one exception is {@code localhost} and what lies under
 * it, which never leaves the host (RFC 6761 section 6.3): it is the loopback address.
 */
public final class Resolver {
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final long LOCALHOST_TTL_SECONDS = 60;
    private static final Ip LOOPBACK_V4 = Ip.v4(0x7f000001);
    private static final Ip LOOPBACK_V6 = new Ip(0, 1);

    private final EventLoop loop;
    private final Timing timing;
    private final Path resolvConf;
    private final Upstream upstream;

    Resolver(EventLoop loop, Timing timing, Path resolvConf) {
        this.loop = loop;
        this.timing = timing;
        this.resolvConf = resolvConf;
        this.upstream = new Upstream(loop, timing);
    }

    /** The resolver of a loop. */
    public static Resolver on(Loop loop) {
        return new Resolver(loop.eventLoop(), Timing.DEFAULT, RESOLV_CONF);
    }

    /**
     * Asks. Each server is given 1.5 seconds at a time, all of them together 5 seconds. Asked for
     * both IP versions, it answers with what there is half a second after the first has come.
     *
     * @param servers whom to ask; what is configured there is all that is sent to
     * @param callback called exactly once, on the loop, after this has returned
     */
    public void resolve(Question question, Servers servers, Consumer<Answer> callback) {
        if (question.isLocalhost()) {
            loop.execute(() -> callback.accept(localhost(question)));
        } else if (servers.servers().isEmpty()) {
            Thread.ofVirtual()
                    .name("resolv.conf")
                    .start(() -> {
                        var hosts = ResolvConf.servers(resolvConf);
                        var all = new Servers(hosts, servers.sources(), servers.device());
                        loop.execute(() -> start(question, all, callback));
                    });
        } else {
            loop.execute(() -> start(question, servers, callback));
        }
    }

    private void start(Question question, Servers servers, Consumer<Answer> callback) {
        Lookup.start(loop, upstream, timing, servers, question, callback);
    }

    private static Answer localhost(Question question) {
        if (question.families().isEmpty()) {
            return new Answer.Failed(
                    Answer.Cause.NO_DATA, "localhost offers no service by name", 0);
        }
        var ips =
                switch (question.families().get()) {
                    case IPV4 -> List.of(LOOPBACK_V4);
                    case IPV6 -> List.of(LOOPBACK_V6);
                    case BOTH -> List.of(LOOPBACK_V4, LOOPBACK_V6);
                };
        return new Answer.Addresses(ips, LOCALHOST_TTL_SECONDS);
    }
}
