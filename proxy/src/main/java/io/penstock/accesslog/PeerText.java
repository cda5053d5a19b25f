package io.penstock.accesslog;

/** Text that a peer may have had a hand in: bounded, and without what could harm a terminal. */
public final class PeerText {
    static final int MAX_BYTES = 255;

    private PeerText() {}

    /**
     * Cuts to 255 bytes of UTF-8, never inside a character. What JSON does not escape by itself
     * (DEL and the C1 controls, which terminals obey; halves of surrogate pairs, which are no text)
     * becomes U+FFFD.
     */
    public static String cut(String text) {
        var out = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            int shown = isHarmful(c) ? 0xfffd : c;
            bytes += bytes(shown);
            if (bytes > MAX_BYTES) {
                break;
            }
            out.appendCodePoint(shown);
        }
        return out.toString();
    }

    private static boolean isHarmful(int c) {
        return (c >= 0x7f && c <= 0x9f) || (c >= 0xd800 && c <= 0xdfff);
    }

    private static int bytes(int c) {
        if (c < 0x80) {
            return 1;
        }
        return c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }
}
