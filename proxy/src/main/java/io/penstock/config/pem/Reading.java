package io.penstock.config.pem;

/** What was read from a file. */
public sealed interface Reading<T> {
    /** It is what it should be. */
    record Read<T>(T value) implements Reading<T> {}

    /**
     * It is not.
     *
     * @param why a sentence's end, after the file's name; nothing of the content is in it
     */
    record Wrong<T>(String why) implements Reading<T> {}
}
