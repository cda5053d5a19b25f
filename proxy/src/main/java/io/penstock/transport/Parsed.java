package io.penstock.transport;

/**
 * What the bytes so far tell a parser. A parser is a pure function: it is given all of them each
 * time, from the first on.
 *
 * @param <T> what it looks for
 */
sealed interface Parsed<T> {
    /** It takes more bytes to tell. */
    record More<T>() implements Parsed<T> {}

    /**
     * It is all there.
     *
     * @param bytes how many bytes of the beginning it took up
     */
    record Done<T>(T what, int bytes) implements Parsed<T> {}

    /** More bytes will not help: it is longer than is waited for. */
    record TooLong<T>(String text) implements Parsed<T> {}

    /** More bytes will not help: it is something else, or wrong. */
    record Wrong<T>(String text) implements Parsed<T> {}

    /** Of something that is not whole yet. */
    static <T> Parsed<T> more(int have, int most, String what) {
        return have >= most
                ? new TooLong<>(what + " of more than " + most + " bytes")
                : new More<>();
    }
}
