package io.penstock.resource;

import io.penstock.net.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Puts exposures of one endpoint that share an address and ports on one switchboard. Pure. */
final class Sharing {
    private Sharing() {}

    /**
     * The same ports, each once.
     *
     * @param entries of one endpoint and address; in any order, with ports in common or not
     */
    static List<PortTable.Entry<Subject>> of(List<PortTable.Entry<Exposure>> entries) {
        var shared = new ArrayList<PortTable.Entry<Subject>>();
        List<Exposure> before = List.of();
        for (var piece : pieces(entries)) {
            var here = at(piece, entries);
            var ports = piece;
            if (!here.isEmpty() && here.equals(before)) { // a cut that changes nothing here
                ports = new PortRange(shared.removeLast().ports().from(), piece.to());
            }
            if (!here.isEmpty()) {
                shared.add(new PortTable.Entry<>(ports, subject(here)));
            }
            before = here;
        }
        return shared;
    }

    /** Cut wherever one of the ranges begins or ends. */
    private static List<PortRange> pieces(List<PortTable.Entry<Exposure>> entries) {
        var cuts = new TreeSet<Integer>();
        for (var entry : entries) {
            cuts.add(entry.ports().from());
            cuts.add(entry.ports().to() + 1);
        }
        var pieces = new ArrayList<PortRange>();
        Integer from = null;
        for (int cut : cuts) {
            if (from != null) {
                pieces.add(new PortRange(from, cut - 1));
            }
            from = cut;
        }
        return pieces;
    }

    private static List<Exposure> at(PortRange piece, List<PortTable.Entry<Exposure>> entries) {
        return entries.stream()
                .filter(entry -> entry.ports().contains(piece))
                .map(PortTable.Entry::value)
                .toList();
    }

    private static Subject subject(List<Exposure> here) {
        return here.size() == 1
                ? here.getFirst()
                : new Switchboard(here.getFirst().endpoint(), here);
    }
}
