package io.penstock.resource;

/** What becomes of a name in the head of a message ({@link HttpNames}). */
public enum NameRule {
    /** It becomes the one that its reader knows. */
    REWRITE,
    /** It stays what its writer wrote. */
    PRESERVE
}
