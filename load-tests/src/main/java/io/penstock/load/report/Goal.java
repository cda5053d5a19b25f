package io.penstock.load.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What is expected of Penstock: at most so much, or at least, as is better for the figure. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Goal.AgainstBest.class, name = "against-best"),
    @JsonSubTypes.Type(value = Goal.Against.class, name = "against"),
    @JsonSubTypes.Type(value = Goal.Absolute.class, name = "absolute")
})
public sealed interface Goal {
    /** Of which figure. */
    Figure figure();

    /** The bound. */
    double bound();

    /** The ratio to the best of the other proxies. */
    record AgainstBest(Figure figure, double bound) implements Goal {}

    /** The ratio to one contestant. */
    record Against(String contestant, Figure figure, double bound) implements Goal {}

    /** The figure itself. */
    record Absolute(Figure figure, double bound) implements Goal {}
}
