package io.penstock.load.report;

import io.penstock.load.machine.Machine;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Results, for tests. */
final class Example {
    private static final Machine MACHINE =
            new Machine("a processor", 2, 1024, "Linux 6", "Java 25", 1000);

    private Example() {}

    /** One scenario of Penstock, HAProxy and nginx, with these goals. */
    static Results.Scenario scenario(String id, List<Goal> goals) {
        return new Results.Scenario(
                id,
                "a <title>",
                "An explanation.",
                "2 rounds.",
                List.of("Penstock"),
                List.of("HAProxy", "nginx"),
                goals,
                List.of(
                        row("direct", Figure.REQUESTS, 400, 420),
                        row("Penstock", Figure.REQUESTS, 120, 130),
                        row("HAProxy", Figure.REQUESTS, 60, 65),
                        row("nginx", Figure.REQUESTS, 100, 104)));
    }

    static Results.Row row(String name, Figure figure, double... values) {
        var rounds = DoubleStream.of(values).mapToObj(v -> Sample.of(figure, v)).toList();
        return new Results.Row(name, "config of " + name, rounds, List.of());
    }

    static Results results(Results.Scenario... scenarios) {
        return new Results(
                "2026-01-01T00:00:00Z",
                MACHINE,
                Map.of("nginx", "nginx/1"),
                List.of("a note"),
                List.of(scenarios));
    }
}
