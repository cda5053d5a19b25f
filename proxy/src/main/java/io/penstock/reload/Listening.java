package io.penstock.reload;

import io.penstock.net.Ports;
import io.penstock.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where one revision listens and another does not.
 *
 * @param opened the new ports of an address, or of each address of a range
 * @param released the ports that nobody listens on any more
 */
public record Listening(Map<String, Ports> opened, Map<String, Ports> released) {
    /** No difference. */
    public static final Listening SAME = new Listening(Map.of(), Map.of());

    /** Copies the maps, in the order of the addresses' text. */
    public Listening {
        opened = new TreeMap<>(opened);
        released = new TreeMap<>(released);
    }

    /** For the log, a line for each address. */
    public List<String> lines() {
        var lines = new ArrayList<String>();
        opened.forEach((at, ports) -> lines.add("opens " + at + " port " + ports));
        released.forEach((at, ports) -> lines.add("releases " + at + " port " + ports));
        return List.copyOf(lines);
    }

    static Listening between(Snapshot before, Snapshot after) {
        var old = ports(before);
        var now = ports(after);
        return new Listening(without(now, old), without(old, now));
    }

    private static Map<String, Ports> ports(Snapshot snapshot) {
        var ports = new TreeMap<String, Ports>();
        snapshot.catalog().listeners().forEach((ip, p) -> ports.put(ip.toString(), p));
        snapshot.catalog().ranges().forEach((range, p) -> ports.put(range.toString(), p));
        return ports;
    }

    private static Map<String, Ports> without(Map<String, Ports> from, Map<String, Ports> what) {
        var left = new TreeMap<String, Ports>();
        from.forEach((address, ports) -> {
            var rest = ports.without(what.getOrDefault(address, Ports.NONE));
            if (!rest.isEmpty()) {
                left.put(address, rest);
            }
        });
        return left;
    }
}
