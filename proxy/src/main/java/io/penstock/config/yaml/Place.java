package io.penstock.config.yaml;

/**
 * Where something was written.
 *
 * @param file as the user named it
 * @param line from 1; 0 where the file as a whole is meant
 * @param column from 1
 * @param path the way through the document as a JSON pointer (RFC 6901); empty at the root
 */
public record Place(String file, int line, int column, String path) {
    /** The file as a whole. */
    public static Place of(String file) {
        return new Place(file, 0, 0, "");
    }

    /** {@code file:line:column}, or just the file. */
    public String position() {
        return line == 0 ? file : file + ":" + line + ":" + column;
    }

    /** The same spot, one step further down the path. */
    Place child(String step) {
        return new Place(
                file, line, column, path + "/" + step.replace("~", "~0").replace("/", "~1"));
    }
}
