package io.penstock.metrics;

import io.penstock.dns.DnsCounters;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What the appliance's parts count themselves. Asked by any thread.
 *
 * @param engine what small pieces are written by
 * @param ready whether clients are to be sent here
 * @param loops the event loops, as places to run a task
 * @param heldBytes memory held by the relay for bytes that a peer would not take yet
 * @param acceptPauses how often accepting was paused because descriptors had run out
 * @param dns the queries to our own DNS server; all zero where there is none
 * @param logLinesWritten lines of the access log since the start
 * @param logLinesDropped lines of the access log that could not be written
 */
public record Figures(
        String engine,
        BooleanSupplier ready,
        List<Executor> loops,
        LongSupplier heldBytes,
        LongSupplier acceptPauses,
        DnsCounters dns,
        LongSupplier logLinesWritten,
        LongSupplier logLinesDropped) {
    /** Copies the list. */
    public Figures {
        loops = List.copyOf(loops);
    }
}
