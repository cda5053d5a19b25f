package io.penstock.snapshot;

import io.penstock.resource.Host;
import io.penstock.resource.Leases;

/**
 * What a snapshot depends on beside the configuration.
 *
 * @param revision counts the snapshots of this process, from 1
 * @param host its addresses; {@link Host#UNKNOWN} judges the files alone
 * @param living the addresses from the pool that are in use, which a reload does not move
 */
public record Circumstances(long revision, Host host, Leases living) {
    /** At the start of a process. */
    public static Circumstances first(Host host) {
        return new Circumstances(1, host, Leases.NONE);
    }

    /** After another snapshot, on this host. */
    public static Circumstances after(Snapshot serving, Host host) {
        return new Circumstances(serving.revision() + 1, host, serving.leases());
    }
}
