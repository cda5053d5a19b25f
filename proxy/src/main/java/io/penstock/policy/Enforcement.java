package io.penstock.policy;

/** What a security group does with what none of its rules covers. */
public enum Enforcement {
    /** It is denied. */
    ENFORCE,
    /** It passes, and is logged and counted as what would have been denied: a policy on trial. */
    REPORT
}
