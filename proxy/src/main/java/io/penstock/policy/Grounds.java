package io.penstock.policy;

/** On what grounds something was allowed. */
public sealed interface Grounds {
    /** A rule covers it. */
    record ByRule(Rule rule) implements Grounds {}

    /** No rule covers it, but every attached group only reports: it would have been denied. */
    record OnTrial(Denial wouldBe) implements Grounds {}
}
