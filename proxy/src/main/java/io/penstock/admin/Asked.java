package io.penstock.admin;

/** What became of reading which living connections somebody wants to see. */
sealed interface Asked permits ConnectionsQuery, Asked.Wrongly {
    /** The parameters are wrong. */
    record Wrongly(String problem) implements Asked {}
}
