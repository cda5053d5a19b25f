package io.penstock.resource;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Gives out the addresses of {@code appliance.addressPool}. An address is the hash of who has it,
 * the next free one where two meet, in the order of IDs; so it is the same after every restart, and
 * adding or removing one tenant moves none whose address is its own hash. Who has one keeps it.
 * Pure; not for a hot path.
 */
public final class AddressPool {
    private final List<Cidr> ranges;
    private final Set<Ip> taken;

    /**
     * A pool of these ranges.
     *
     * @param taken addresses in them that are given away otherwise
     */
    public AddressPool(List<Cidr> ranges, Set<Ip> taken) {
        this.ranges = List.copyOf(ranges);
        this.taken = Set.copyOf(taken);
    }

    /**
     * Gives each tenant an address of each IP version that it takes and the pool has; none where
     * all are given away.
     *
     * @param living what tenants have now and, if it is in the pool still, keep
     */
    public Leases assign(Map<Exposure.Id, IpAddressType> tenants, Leases living) {
        var given = new TreeMap<Exposure.Id, List<Ip>>();
        tenants.keySet().forEach(tenant -> given.put(tenant, new ArrayList<>()));
        for (boolean v4 : List.of(true, false)) {
            var space = new Space(v4);
            if (!space.isEmpty()) {
                assign(space, tenants, living, given);
            }
        }
        return new Leases(copies(given));
    }

    private static Map<Exposure.Id, List<Ip>> copies(Map<Exposure.Id, List<Ip>> given) {
        var copies = new TreeMap<Exposure.Id, List<Ip>>();
        given.forEach((tenant, ips) -> copies.put(tenant, List.copyOf(ips)));
        return copies;
    }

    private static void assign(
            Space space,
            Map<Exposure.Id, IpAddressType> tenants,
            Leases living,
            Map<Exposure.Id, List<Ip>> given) {
        var wanting = new ArrayList<Exposure.Id>();
        for (var tenant : given.keySet()) {
            var type = tenants.get(tenant);
            if (type != null && type.includes(space.v4 ? Ip.ANY_V4 : Ip.ANY_V6)) {
                living.of(tenant).stream()
                        .filter(space::take)
                        .findFirst()
                        .ifPresentOrElse(ip -> add(given, tenant, ip), () -> wanting.add(tenant));
            }
        }
        for (var tenant : wanting) {
            space.next(tenant).ifPresent(ip -> add(given, tenant, ip));
        }
    }

    private static void add(Map<Exposure.Id, List<Ip>> given, Exposure.Id tenant, Ip ip) {
        given.computeIfAbsent(tenant, _ -> new ArrayList<>()).add(ip);
    }

    /** The addresses of one IP version, in a row. */
    private final class Space {
        private final boolean v4;
        private final List<Cidr> mine;
        private final Set<Ip> used = new HashSet<>(taken);
        private final BigInteger size;

        Space(boolean v4) {
            this.v4 = v4;
            this.mine = ranges.stream().filter(range -> range.network().isV4() == v4).toList();
            this.size =
                    mine.stream().map(AddressPool::size).reduce(BigInteger.ZERO, BigInteger::add);
        }

        boolean isEmpty() {
            return size.signum() == 0;
        }

        /**
         * Whether the address is of this space, to be given out and free; from now on it is not.
         */
        boolean take(Ip ip) {
            return mine.stream().anyMatch(range -> isHost(range, ip)) && used.add(ip);
        }

        Optional<Ip> next(Exposure.Id tenant) {
            var at = hash(tenant).mod(size);
            for (long left = used.size() + 1L; left > 0; left--) {
                var ip = at(at);
                if (used.add(ip)) {
                    return Optional.of(ip);
                }
                at = at.add(BigInteger.ONE).mod(size);
            }
            return Optional.empty();
        }

        private Ip at(BigInteger index) {
            for (var range : mine) {
                var length = size(range);
                if (index.compareTo(length) < 0) {
                    return plus(range.network(), index.add(first(range)));
                }
                index = index.subtract(length);
            }
            throw new AssertionError("an index lies in the space");
        }
    }

    /** Network and broadcast addresses are nobody's; an IPv6 network's first is its routers'. */
    private static boolean isHost(Cidr range, Ip ip) {
        return range.contains(ip)
                && (bits(range) <= 1
                        || !(ip.equals(range.network())
                                || (ip.isV4() && ip.equals(plus(range.network(), last(range))))));
    }

    private static BigInteger first(Cidr range) {
        return bits(range) <= 1 ? BigInteger.ZERO : BigInteger.ONE;
    }

    private static BigInteger size(Cidr range) {
        int reserved = bits(range) <= 1 ? 0 : range.network().isV4() ? 2 : 1;
        return BigInteger.ONE.shiftLeft(bits(range)).subtract(BigInteger.valueOf(reserved));
    }

    private static BigInteger last(Cidr range) {
        return BigInteger.ONE.shiftLeft(bits(range)).subtract(BigInteger.ONE);
    }

    private static int bits(Cidr range) {
        return (range.network().isV4() ? 32 : 128) - range.prefix();
    }

    private static Ip plus(Ip network, BigInteger offset) {
        var bytes = network.bytes();
        var sum = new BigInteger(1, bytes).add(offset).toByteArray();
        var address = new byte[bytes.length];
        int length = Math.min(sum.length, address.length); // a sign byte is left out
        System.arraycopy(sum, sum.length - length, address, address.length - length, length);
        return Ip.of(address);
    }

    private static BigInteger hash(Exposure.Id tenant) {
        try {
            var text = tenant.endpoint() + "." + tenant.resource();
            return new BigInteger(
                    1,
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
