package io.penstock.http.message;

/** How far the reading of a head has come. */
public enum Progress {
    /** All bytes are taken in, and it goes on. */
    MORE,
    /** It is whole and well-formed. */
    DONE,
    /** It is malformed; nothing of it may be passed on. */
    REFUSED
}
