package io.penstock.passage;

import io.penstock.http.tls.TlsContexts;
import io.penstock.snapshot.Snapshots;

/**
 * What all workers have in common; each part is safe for any thread.
 *
 * @param process what connection IDs of this process begin with
 */
record Shared(
        Snapshots snapshots,
        Ledger ledger,
        Traffic traffic,
        Occupancy occupancy,
        Crowd crowd,
        TlsContexts tls,
        String process,
        Workers.Clocks clocks) {}
