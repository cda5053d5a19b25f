package io.penstock.http.message;

/** What an answer tells its reader of the connection. */
public enum Persistence {
    /** It is closed after the answer. */
    CLOSE,
    /** It stays open, as HTTP/1.1 expects. */
    KEEP,
    /** It stays open, which a client of HTTP/1.0 must be told. */
    KEEP_TOLD
}
