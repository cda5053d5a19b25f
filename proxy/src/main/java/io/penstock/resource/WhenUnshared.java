package io.penstock.resource;

/** What becomes of another account's connections when a share is withdrawn. */
public enum WhenUnshared {
    /** They are closed. */
    CLOSE,
    /** They live on; only new ones are refused. */
    KEEP
}
