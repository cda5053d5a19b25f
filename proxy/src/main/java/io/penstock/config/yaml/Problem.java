package io.penstock.config.yaml;

/**
 * Something about a configuration that its author should change.
 *
 * @param message what is wrong and what would be right
 */
public record Problem(Place place, Severity severity, String message) {
    /** Whether the configuration can be used all the same. */
    public enum Severity {
        /** It cannot. */
        ERROR,
        /** It can, but does probably not do what was meant. */
        WARNING
    }

    /** Whether the configuration can be used all the same. */
    public boolean isWarning() {
        return severity == Severity.WARNING;
    }

    /**
     * {@code file:line:column: /path: message}, with {@code warning:} before a warning's message.
     */
    @Override
    public String toString() {
        var where = place.position() + ": ";
        if (place.line() > 0) {
            where += (place.path().isEmpty() ? "/" : place.path()) + ": ";
        }
        var line = message.replace("\n", "\\n"); // of a text over several lines
        return where + (isWarning() ? "warning: " : "") + line;
    }
}
