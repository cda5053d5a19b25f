package io.penstock.http;

/** How far the reading of a head has come. */
enum Progress {
    /** All bytes are taken in, and it goes on. */
    MORE,
    /** It is whole and well-formed. */
    DONE,
    /** It is malformed; nothing of it may be passed on. */
    REFUSED
}
