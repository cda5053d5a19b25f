package io.penstock.load.peer;

import io.penstock.load.machine.Server;
import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A way from clients to the origin: a proxy with one set of settings of its own, or none. */
public interface Peer {
    /** As the command line calls it. */
    String id();

    /** As the report calls it. */
    String name();

    /** Whether it gets faster as it runs, and so has to run before it is measured. */
    boolean warmsUp();

    /** The programs that it needs. */
    List<Tool> needs();

    /** What it calls itself, with its version. */
    Optional<String> version();

    /**
     * Writes its configuration.
     *
     * @return for the report, without what is the same for every run; empty if there is none
     */
    String configure(Place place, Setting setting) throws IOException;

    /** Starts it as it was configured; returns before it serves. The caller closes it. */
    Server start(Place place, Setting setting) throws IOException;
}
