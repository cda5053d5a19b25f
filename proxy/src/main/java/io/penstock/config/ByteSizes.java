package io.penstock.config;

import io.penstock.config.yaml.Literal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How numbers of bytes are written: {@code 10MiB}, {@code 10MB}, {@code 10485760}. */
final class ByteSizes {
    private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,17})([KMGT]i?B|kB)?");
    private static final Pattern MEANT =
            Pattern.compile("(0|[1-9][0-9]{0,17}) ?([kmgt])(i?)(b|bytes)?(/s|ps)?");
    private static final String UNITS = "KMGT";

    private ByteSizes() {}

    /** A whole number of bytes within bounds, with a unit or without. */
    static Literal<Long> bytes(long least, long most) {
        return (scalar, problems) -> {
            var text = scalar.text();
            var matcher = SIZE.matcher(text);
            if (!matcher.matches()) {
                problems.error(
                        scalar.place(), "`" + text + "` is not a number of bytes; " + fix(text));
                return Optional.empty();
            }
            var size =
                    bytes(Long.parseLong(matcher.group(1)), matcher.group(2))
                            .filter(bytes -> bytes >= least && bytes <= most);
            if (size.isEmpty()) {
                problems.error(
                        scalar.place(),
                        "`%s` is out of bounds; from %s to %s"
                                .formatted(text, show(least), show(most)));
            }
            return size;
        };
    }

    /** Empty if there are more than a long can count. */
    private static Optional<Long> bytes(long number, @Nullable String unit) {
        try {
            return Optional.of(Math.multiplyExact(number, factor(unit)));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static long factor(@Nullable String unit) {
        if (unit == null) {
            return 1;
        }
        int power = UNITS.indexOf(Character.toUpperCase(unit.charAt(0))) + 1;
        long base = unit.contains("i") ? 1024 : 1000;
        long factor = 1;
        for (int i = 0; i < power; i++) {
            factor *= base;
        }
        return factor;
    }

    private static String fix(String text) {
        var meant = MEANT.matcher(text.toLowerCase(Locale.ROOT));
        if (!meant.matches()) {
            return "for example `10MiB`, `10MB` (decimal) or `10485760`";
        }
        var number = meant.group(1) + meant.group(2).toUpperCase(Locale.ROOT);
        return meant.group(3).isEmpty()
                ? "write `" + number + "iB`, or `" + number + "B` for powers of 1000"
                : "write `" + number + "iB`";
    }

    private static String show(long bytes) {
        for (int i = UNITS.length() - 1; i >= 0; i--) {
            var unit = UNITS.charAt(i) + "iB";
            if (bytes > 0 && bytes % factor(unit) == 0) {
                return bytes / factor(unit) + unit;
            }
        }
        return Long.toString(bytes);
    }
}
