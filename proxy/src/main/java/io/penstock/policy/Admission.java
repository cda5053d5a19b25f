package io.penstock.policy;

/** The answer of {@link IngressPolicy#decide}. */
public sealed interface Admission {
    /** The client may come in. */
    record Admitted(Grounds grounds) implements Admission {}

    /** It may not. */
    record Refused(Denial denial) implements Admission {}
}
