package io.penstock.load.scenario;

import io.penstock.load.peer.Contestant;
import io.penstock.load.peer.Peer;
import io.penstock.load.peer.Peers;
import io.penstock.load.peer.Program;
import io.penstock.load.peer.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who takes part.
 *
 * @param penstock the one that goals are for
 * @param first the other proxies as they come
 * @param second the same with their second settings, which are for bulk
 * @param selected ids of peers; empty for all
 */
public record Cast(Peer penstock, List<Peer> first, List<Peer> second, Set<String> selected) {
    private static final List<Program> FIRST = List.of(Peers.HAPROXY, Peers.NGINX);
    private static final List<Program> SECOND = List.of(Peers.HAPROXY_SPLICE, Peers.NGINX_LARGE);

    /** All on the host. */
    public static Cast onHost(Path home, String jvmOptions, Set<String> selected) {
        return new Cast(
                Peers.penstock(home, jvmOptions),
                List.copyOf(FIRST),
                List.copyOf(SECOND),
                selected);
    }

    /** All in containers, Penstock in one of this image. */
    public static Cast inContainers(Path home, String image, Set<String> selected) {
        return new Cast(
                Peers.containedPenstock(home, image),
                FIRST.stream().map(peer -> Peers.contained(peer, image)).toList(),
                SECOND.stream().map(peer -> Peers.contained(peer, image)).toList(),
                selected);
    }

    /** The ids that may be selected. */
    public List<String> ids() {
        return peers(true).map(Peer::id).toList();
    }

    /**
     * Those that are selected, in this setting.
     *
     * @param thorough whether with the second settings
     */
    List<Contestant> contestants(Setting setting, boolean thorough) {
        return peers(thorough).filter(this::has).map(peer -> Contestant.of(peer, setting)).toList();
    }

    /** Whether this peer is selected. */
    boolean has(Peer peer) {
        return selected.isEmpty() || selected.contains(peer.id());
    }

    private Stream<Peer> peers(boolean thorough) {
        return Stream.of(
                        Stream.of(Peers.DIRECT, penstock),
                        first.stream(),
                        thorough ? second.stream() : Stream.<Peer>of())
                .flatMap(peers -> peers);
    }
}
