package io.penstock.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a {@link SocketLookup} takes: prefixes, each with its ports. Of those that an address lies
 * in only the longest counts, so the ports of the others must be among its own. Filled on one
 * thread.
 */
public final class LookupTable {
    private final List<Prefix> prefixes = new ArrayList<>();
    private final Map<BitSet, Integer> sets = new LinkedHashMap<>();

    /** A key of the map of prefixes, and where its ports are. */
    private static final class Prefix {
        private final byte[] key;
        private final int set;

        Prefix(byte[] key, int set) {
            this.key = key;
            this.set = set;
        }
    }

    /** What is done with each entry of a map. */
    @FunctionalInterface
    interface Entry {
        void put(byte[] key, byte[] value) throws Bpf.Failure;
    }

    /**
     * Adds a prefix.
     *
     * @param network 4 bytes of IPv4 or 16 of IPv6, in network order
     * @param bits how many of its bits count
     * @param ports of 1 to 65535
     */
    public void add(byte[] network, int bits, BitSet ports) {
        var key = ByteBuffer.allocate(LookupCode.KEY_BYTES).order(ByteOrder.nativeOrder());
        key.putInt(LookupCode.FAMILY_BITS + bits);
        key.putInt(network.length == 4 ? LookupCode.AF_INET : LookupCode.AF_INET6);
        key.put(network);
        var copy = (BitSet) ports.clone();
        var known = sets.get(copy);
        int set = known == null ? sets.size() : known;
        sets.put(copy, set);
        prefixes.add(new Prefix(key.array(), set));
    }

    int prefixes() {
        return prefixes.size();
    }

    int sets() {
        return sets.size();
    }

    void eachPrefix(Entry entry) throws Bpf.Failure {
        for (var prefix : prefixes) {
            entry.put(prefix.key, number(prefix.set));
        }
    }

    void eachSet(Entry entry) throws Bpf.Failure {
        for (var set : sets.entrySet()) {
            var bytes = Arrays.copyOf(set.getKey().toByteArray(), LookupCode.PORTS_BYTES);
            entry.put(number(set.getValue()), bytes);
        }
    }

    static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt(number)
                .array();
    }
}
