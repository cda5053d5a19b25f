package io.penstock.admin;

import io.penstock.passage.Labels;
import io.penstock.resource.Exposure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What viewers are shown each second: the numbers that have changed since the second before. Names
 * and everything else that only a reload changes are not in it; {@code /api/endpoints} tells them,
 * and a row here is its place there, in the same revision. For one thread after another.
 */
final class Frames {
    /** What the numbers of a row are; more may come, so readers look a column up by its name. */
    private static final List<String> COLUMNS =
            List.of("row", "active", "opened", "refused", "fromClients", "fromResources", "health");

    private final AdminView view;
    private final LongSupplier nanos;
    private List<List<Object>> last = List.of();
    private long revision = -1;

    /**
     * Has shown nothing yet.
     *
     * @param nanos a monotonic clock
     */
    Frames(AdminView view, LongSupplier nanos) {
        this.view = view;
        this.nanos = nanos;
    }

    /**
     * One second's news, as server-sent events.
     *
     * @param changes for who has seen the one before
     * @param whole for who has not; empty if nobody asked for it
     */
    record Frame(String changes, Optional<String> whole) {}

    /** The next frame; takes some milliseconds for thousands of endpoints. */
    Frame next(boolean withWhole) {
        var snapshot = view.snapshot().get();
        var rows = rows(snapshot.catalog().exposures());
        boolean sameRows = snapshot.revision() == revision;
        var before = sameRows ? last : List.<List<Object>>of();
        last = rows;
        revision = snapshot.revision();
        boolean needed = withWhole || !sameRows;
        var whole = needed ? Optional.of(event(rows, true)) : Optional.<String>empty();
        var changes = sameRows ? event(changed(before, rows), false) : whole.orElseThrow();
        return new Frame(changes, whole);
    }

    private List<List<Object>> rows(List<Exposure> exposures) {
        var rows = new ArrayList<List<Object>>(exposures.size());
        for (var exposure : exposures) {
            var flow = view.traffic().of(Labels.of(exposure));
            rows.add(
                    List.of(
                            rows.size(),
                            flow.active(),
                            flow.opened(),
                            flow.refused(),
                            flow.bytesFromClients(),
                            flow.bytesFromResources(),
                            view.health().apply(exposure.resource()).label()));
        }
        return rows;
    }

    private static List<List<Object>> changed(List<List<Object>> before, List<List<Object>> rows) {
        var changed = new ArrayList<List<Object>>();
        for (int i = 0; i < rows.size(); i++) {
            if (!rows.get(i).equals(before.get(i))) {
                changed.add(rows.get(i));
            }
        }
        return changed;
    }

    private String event(List<List<Object>> rows, boolean whole) {
        return "data: " + Json.line(json -> frame(json, rows, whole)) + "\n\n";
    }

    private void frame(Json json, List<List<Object>> rows, boolean whole) {
        json.number("millis", nanos.getAsLong() / 1_000_000)
                .text("startedAt", view.about().startedAt())
                .number("revision", revision)
                .text("readiness", view.readiness().get().label())
                .object("total", this::total)
                .number("refusals", view.refusals().noted())
                .text("lastReload", lastReload())
                .flag("whole", whole)
                .texts("columns", whole ? COLUMNS : List.of())
                .rows("rows", rows);
    }

    /** Of all that came, also to endpoints that are no more, or whose client never said a name. */
    private void total(Json json) {
        long active = 0;
        long opened = 0;
        long refused = 0;
        long fromClients = 0;
        long fromResources = 0;
        for (var flow : view.traffic().flows()) {
            active += flow.active();
            opened += flow.opened();
            refused += flow.refused();
            fromClients += flow.bytesFromClients();
            fromResources += flow.bytesFromResources();
        }
        json.number("active", active)
                .number("opened", opened)
                .number("refused", refused)
                .number("fromClients", fromClients)
                .number("fromResources", fromResources);
    }

    private Optional<String> lastReload() {
        var reloads = view.reloads().get();
        return reloads.isEmpty()
                ? Optional.empty()
                : Optional.of(reloads.getLast().at().toString());
    }
}
