package io.penstock.load.scenario;

import io.penstock.load.peer.Configured;
import io.penstock.load.peer.Running;
import io.penstock.load.report.Figure;
import io.penstock.load.report.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** What is done to a contestant, and measured. */
sealed interface Load {
    /** The figures that a measurement of a proxy gives; sampled CPU may be missing. */
    Set<Figure> figures();

    /** A load for what has been running for a while. */
    non-sealed interface OnRunning extends Load {
        /** Measures once. */
        Sample measure(Bench bench, Running running, Duration time) throws IOException;

        /** Adds what can only be said beside a measurement without a proxy, of the same round. */
        default Sample beside(Sample direct, Sample own) {
            return own;
        }
    }

    /** A load that begins with the start of a proxy. */
    non-sealed interface OnStart extends Load {
        /** Starts, measures once, and ends it. */
        Sample measure(Bench bench, Configured configured) throws IOException;
    }
}
