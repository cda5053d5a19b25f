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
        /** It can, but what stands there serves nobody; a check counts it as a mistake. */
        WITHHELD,
        /** It can, but does probably not do what was meant. */
        WARNING,
        /** It can; this is worth knowing all the same. */
        NOTE
    }

    /** Whether the configuration cannot be used. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** Whether a part of it serves nobody. */
    public boolean isWithheld() {
        return severity == Severity.WITHHELD;
    }

    /** Whether it does probably not do what was meant. */
    public boolean isWarning() {
        return severity == Severity.WARNING;
    }

    /**
     * {@code file:line:column: /path: message}, with {@code warning:} or {@code note:} before the
     * message of one.
     */
    @Override
    public String toString() {
        var where = place.position() + ": ";
        if (place.line() > 0) {
            where += (place.path().isEmpty() ? "/" : place.path()) + ": ";
        }
        var line = message.replace("\n", "\\n"); // of a text over several lines
        return where + prefix() + line;
    }

    private String prefix() {
        return switch (severity) {
            case ERROR, WITHHELD -> "";
            case WARNING -> "warning: ";
            case NOTE -> "note: ";
        };
    }
}
