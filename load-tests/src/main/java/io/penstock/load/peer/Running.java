package io.penstock.load.peer;

import io.penstock.load.machine.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A contestant that serves, and, if its setting says so, is asked for its metrics each second. */
public final class Running implements AutoCloseable {
    private final Configured configured;
    private final Server server;
    private final @Nullable Scraper scraper;

    /** Takes charge of a server that serves. */
    public Running(Configured configured, Server server) {
        this.configured = configured;
        this.server = server;
        boolean scraped = configured.contestant().setting().scraped();
        this.scraper = scraped ? new Scraper(configured.place().admin()) : null;
    }

    /** What it is. */
    public Contestant contestant() {
        return configured.contestant();
    }

    /** Where clients come. */
    public String address() {
        return configured.address();
    }

    /** The same. */
    public int port() {
        return configured.port();
    }

    /** Its processes. */
    public List<Long> pids() {
        return server.pids();
    }

    /** Has it be asked for its metrics continually for so long, if it is asked for them at all. */
    public void warmUpMetrics(Duration time) {
        if (scraper != null) {
            scraper.askContinually(time);
        }
    }

    /** Nothing was measured if it ended meanwhile, or did not do what its setting says. */
    public void requireHealthy() throws IOException {
        if (!server.isAlive()) {
            throw new IOException("it ended: " + server.lastWords());
        }
        if (scraper != null) {
            scraper.requireAnswered();
        }
    }

    @Override
    public void close() {
        if (scraper != null) {
            scraper.close();
        }
        server.close();
    }
}
