package io.penstock.testing;

import io.penstock.transport.Engine;

/** How the loops of tests write: the best way, but where a run of the tests wants another. */
public final class Engines {
    private Engines() {}

    /** That of this run: the system property {@code penstock.test.engine}. */
    public static Engine.Wanted wanted() {
        return Engine.Wanted.valueOf(System.getProperty("penstock.test.engine", "BEST"));
    }
}
