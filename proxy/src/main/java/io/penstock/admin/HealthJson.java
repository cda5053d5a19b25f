package io.penstock.admin;

import io.penstock.resource.HealthCheck;
import io.penstock.resource.HealthCheck.Probe;

/** How addresses are checked, as a configuration says it; without a check only what then counts. */
final class HealthJson {
    private HealthJson() {}

    static void write(Json json, HealthCheck health) {
        switch (health.probe()) {
            case Probe.None _ -> {}
            case Probe.Tcp _ -> {
                json.text("protocol", "TCP");
                checks(json, health);
            }
            case Probe.Http http -> {
                json.text("protocol", "HTTP")
                        .text("path", http.path())
                        .texts("expect", http.expected())
                        .flag("tls", http.tls());
                checks(json, health);
            }
        }
        json.number("ejectAfter", health.ejectAfter()).text("panic", health.panicPercent() + "%");
    }

    private static void checks(Json json, HealthCheck health) {
        json.text("interval", Durations.text(health.interval()))
                .text("timeout", Durations.text(health.timeout()))
                .number("fall", health.fall())
                .number("rise", health.rise());
    }
}
