package io.penstock.explain;

/** What became of reading a question. */
public sealed interface Asked permits Query, Asked.Wrongly {
    /** It is no question: a parameter is missing, or is not what it should be. */
    record Wrongly(String problem) implements Asked {}
}
