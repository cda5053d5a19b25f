package io.penstock.load.report;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures of one measurement; empty if it failed. Immutable. */
public record Sample(@JsonValue Map<Figure, Double> figures) {
    /** A measurement that failed. */
    public static final Sample NONE = new Sample(Map.of());

    /** With a copy of these. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Sample {
        var copy = new EnumMap<Figure, Double>(Figure.class);
        copy.putAll(figures);
        figures = Collections.unmodifiableMap(copy);
    }

    /** This one. */
    public static Sample of(Figure figure, double value) {
        return new Sample(Map.of(figure, value));
    }

    /** This figure, if it was measured. */
    public OptionalDouble get(Figure figure) {
        var value = figures.get(figure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** The same with one more. */
    public Sample with(Figure figure, double value) {
        var more = new EnumMap<Figure, Double>(Figure.class);
        more.putAll(figures);
        more.put(figure, value);
        return new Sample(more);
    }

    /** The same with one more, if there is one. */
    public Sample with(Figure figure, OptionalDouble value) {
        return value.isPresent() ? with(figure, value.getAsDouble()) : this;
    }

    /** The figures of both; no figure is in both. */
    public Sample and(Sample other) {
        var sum = this;
        for (var entry : other.figures.entrySet()) {
            sum = sum.with(entry.getKey(), entry.getValue());
        }
        return sum;
    }
}
