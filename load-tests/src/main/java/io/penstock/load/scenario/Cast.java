package io.penstock.load.scenario;

import io.penstock.load.peer.Contestant;
import io.penstock.load.peer.Peer;
import io.penstock.load.peer.Peers;
import io.penstock.load.peer.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who takes part.
 *
 * @param penstock by its launcher
 * @param container the same in its container, if asked for
 * @param selected ids of peers; empty for all
 */
public record Cast(Peer penstock, Optional<Peer> container, Set<String> selected) {
    /** Of this project. */
    public static Cast of(
            Path home, String jvmOptions, Optional<String> image, Set<String> selected) {
        return new Cast(
                Peers.penstock(home, jvmOptions),
                image.map(name -> Peers.container(home, name)),
                selected);
    }

    /** The ids that may be selected. */
    public List<String> ids() {
        return all().map(Peer::id).toList();
    }

    /** All that are selected, in this setting. */
    List<Contestant> all(Setting setting) {
        return selected(all()).map(peer -> Contestant.of(peer, setting)).toList();
    }

    /** The same without the peers' second settings, which are for bulk. */
    List<Contestant> few(Setting setting) {
        return selected(
                        Stream.of(everybodyFirst(), Stream.of(Peers.HAPROXY, Peers.NGINX))
                                .flatMap(s -> s))
                .map(peer -> Contestant.of(peer, setting))
                .toList();
    }

    /** Whether this peer is selected. */
    boolean has(Peer peer) {
        return selected.isEmpty() || selected.contains(peer.id());
    }

    private Stream<Peer> all() {
        return Stream.concat(everybodyFirst(), Peers.others().stream());
    }

    private Stream<Peer> everybodyFirst() {
        return Stream.concat(Stream.of(Peers.DIRECT, penstock), container.stream());
    }

    private Stream<Peer> selected(Stream<Peer> peers) {
        return peers.filter(this::has);
    }

    /** Names of those that goals are for. */
    List<String> ours() {
        return Stream.concat(Stream.of(penstock), container.stream()).map(Peer::name).toList();
    }
}
