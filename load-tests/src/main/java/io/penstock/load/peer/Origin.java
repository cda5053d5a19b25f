package io.penstock.load.peer;

import io.penstock.load.machine.Server;
import io.penstock.load.machine.Tool;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What stands behind all proxies alike: nginx with small answers, and an iperf3 server. */
public final class Origin implements AutoCloseable {
    private final Server web;
    private final Server bulk;

    private Origin(Server web, Server bulk) {
        this.web = web;
        this.bulk = bulk;
    }

    /** Starts it, and returns when it serves. */
    public static Origin start(Ground ground) throws IOException {
        var place = ground.forOrigin();
        var web = Nginx.startOrigin(place);
        var bulk =
                ground.children()
                        .start(
                                "iperf3",
                                List.of(Tool.IPERF3.path(), "-s", "-B", place.address()),
                                Map.of());
        Ready.await(web, place.address(), Port.WEB);
        Ready.await(bulk, place.address(), Port.BULK);
        return new Origin(web, bulk);
    }

    @Override
    public void close() {
        bulk.close();
        web.close();
    }
}
