package io.penstock.linux;

import java.net.InetAddress;
import java.util.BitSet;
import java.util.Optional;

/** A process that takes a port by socket lookup until it is killed. */
final class LookupProcess {
    private LookupProcess() {}

    /** Takes that address and port, and says so. */
    @SuppressWarnings("SystemOut") // the parent reads it
    public static void main(String[] arguments) throws Exception {
        var listening = new LookupSockets(1, "127.0.0.1");
        var ports = new BitSet();
        ports.set(Integer.parseInt(arguments[1]));
        var table = new LookupTable();
        table.add(InetAddress.ofLiteral(arguments[0]).getAddress(), 32, ports);
        var loading = SocketLookup.load(table, Optional.of(listening.taker()), Optional.empty());
        var lookup = ((SocketLookup.Loading.Loaded) loading).lookup();
        System.out.println(LookupLink.attach(lookup).getClass().getSimpleName());
        var _ = System.in.read(); // until the parent ends us or itself
        Runtime.getRuntime().halt(0);
    }
}
