package io.penstock.passage;

import io.penstock.resource.Exposure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where one connection counts: once at its endpoint, and at each resource it has asked for. */
final class Seats {
    private final Worker worker;
    private final List<Exposure> taken = new ArrayList<>(1);

    Seats(Worker worker) {
        this.worker = worker;
    }

    /** A seat at the exposure, unless there is one; empty: it has it. */
    Optional<Occupancy.Refusal> take(Exposure exposure) {
        for (var seat : taken) {
            if (seat.resource().equals(exposure.resource())) {
                return Optional.empty();
            }
        }
        var refusal =
                taken.isEmpty() ? worker.takeSeat(exposure) : worker.takeSeatAtResource(exposure);
        if (refusal.isEmpty()) {
            taken.add(exposure);
        }
        return refusal;
    }

    /** All of them are free again. Once. */
    void leave() {
        if (!taken.isEmpty()) {
            worker.leaveSeat(taken.getFirst());
            taken.subList(1, taken.size()).forEach(worker::leaveSeatAtResource);
        }
    }
}
