package io.penstock.passage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The living connections that somebody asked for.
 *
 * @param living how many were looked at
 * @param matching how many of them were wanted
 * @param first the first of those in the order asked for, as many as were asked for
 */
public record Roll(int living, int matching, List<Living> first) {
    /** Copies the list. */
    public Roll {
        first = List.copyOf(first);
    }

    /**
     * What is asked for. Both functions are called on event loops, once or a few times for each
     * living connection, so they must be quick and must not block.
     *
     * @param wanted which connections
     * @param order which come first; connections that it calls equal are told apart by their ID
     * @param most how many at most
     */
    public record Query(Predicate<Living> wanted, Comparator<Living> order, int most) {
        /** Makes the order a total one. */
        public Query {
            order = order.thenComparing(Living::id);
        }
    }

    /** The answer for all that either answer is about. */
    Roll and(Roll other, Query query) {
        var both = new ArrayList<>(first);
        both.addAll(other.first);
        both.sort(query.order());
        return new Roll(
                living + other.living,
                matching + other.matching,
                both.subList(0, Math.min(both.size(), query.most())));
    }
}
