package io.penstock.config.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Guesses what somebody meant to write. */
public final class Spelling {
    private Spelling() {}

    /** {@code ; did you mean `x`?} where a candidate is near, else nothing. */
    public static String hint(String word, Collection<String> candidates) {
        return nearest(word, candidates).map(near -> "; did you mean `" + near + "`?").orElse("");
    }

    /**
     * The first of the candidates nearest to the word, if it is near enough to be what was meant.
     */
    static Optional<String> nearest(String word, Collection<String> candidates) {
        var bare = bare(word);
        int least = allowed(bare) + 1;
        Optional<String> nearest = Optional.empty();
        for (var candidate : candidates) {
            var other = bare(candidate);
            if (Math.abs(other.length() - bare.length()) < least) {
                int distance = distance(bare, other);
                if (distance < least) {
                    least = distance;
                    nearest = Optional.of(candidate);
                }
            }
        }
        return nearest;
    }

    /** Case, dashes and underscores are a matter of taste. */
    private static String bare(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }

    private static int allowed(String word) {
        return word.length() < 4 ? 1 : Math.min(3, word.length() / 3);
    }

    /** Of Damerau and Levenshtein, where no part is changed twice: how many slips of the pen. */
    static int distance(String a, String b) {
        var rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                rows[i][j] = i == 0 ? j : j == 0 ? i : step(rows, a, b, i, j);
            }
        }
        return rows[a.length()][b.length()];
    }

    private static int step(int[][] rows, String a, String b, int i, int j) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
                Math.min(
                        rows[i - 1][j - 1] + same,
                        Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1));
        boolean swapped =
                i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, rows[i - 2][j - 2] + 1) : least;
    }
}
