package io.penstock.load.profile;

/** Text inside XML. */
final class Xml {
    private Xml() {}

    /** With what XML would read as its own, escaped. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
