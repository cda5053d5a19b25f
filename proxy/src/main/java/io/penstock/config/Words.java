package io.penstock.config;

import io.penstock.config.yaml.Literal;
import io.penstock.config.yaml.Node.Scalar;
import io.penstock.config.yaml.Place;
import io.penstock.config.yaml.Problems;
import io.penstock.net.Ip;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How accounts, names, references and domains are written. */
final class Words {
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern LABEL =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", Pattern.CASE_INSENSITIVE);
    private static final List<String> ID_PREFIXES = List.of("rgw-", "rcfg-", "vpce-", "sg-");

    /** What Linux takes as the name of a network device, of at most 15 bytes. */
    private static final Pattern DEVICE = Pattern.compile("[^\\s/:*]+");

    private static final int MAX_DEVICE = 15;
    private static final int MAX_DOMAIN = 253; // more does not fit into a DNS message (RFC 1035)

    private Words() {}

    /**
     * An account: twelve digits in quotes, since a YAML tool that takes them for a number drops
     * zeros.
     */
    static Optional<String> account(Scalar scalar, Problems problems) {
        var text = scalar.text();
        if (scalar.plain() && text.matches("[0-9]{1,12}")) {
            problems.error(
                    scalar.place(),
                    "an account must be quoted, or YAML drops its zeros: write `\"%012d\"`"
                            .formatted(Long.parseLong(text)));
            return Optional.empty();
        }
        if (!ACCOUNT.matcher(text).matches()) {
            problems.error(
                    scalar.place(),
                    "`" + text + "` is not an account; an account is twelve digits in quotes");
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** The name of an object, by the original's rules. */
    static Optional<String> name(Scalar scalar, Problems problems) {
        var text = scalar.text();
        var wrong =
                ID_PREFIXES.stream()
                        .filter(text::startsWith)
                        .findFirst()
                        .map(prefix -> "begins with `" + prefix + "`, which only IDs do")
                        .or(() -> wrongName(text));
        wrong.ifPresent(why -> problems.error(scalar.place(), "`" + text + "` " + why));
        return wrong.isPresent() ? Optional.empty() : Optional.of(text);
    }

    private static Optional<String> wrongName(String text) {
        if (text.length() < 3 || text.length() > 40) {
            return Optional.of("is no name; a name has 3 to 40 characters");
        }
        if (!NAME.matcher(text).matches()) {
            return Optional.of(
                    "is no name; a name is lower-case letters, digits and single dashes inside");
        }
        return ACCOUNT.matcher(text).matches()
                ? Optional.of("is twelve digits, which only accounts are")
                : Optional.empty();
    }

    /**
     * An object's name in another object.
     *
     * @param owner empty: the owner of what refers to it
     */
    record Reference(Place place, Optional<String> owner, String name) {
        @Override
        public String toString() {
            return owner.map(account -> account + "/").orElse("") + name;
        }
    }

    /** {@code name} or {@code owner/name}. */
    static Optional<Reference> reference(Scalar scalar, Problems problems) {
        var text = scalar.text();
        int slash = text.indexOf('/');
        var owner = slash < 0 ? Optional.<String>empty() : Optional.of(text.substring(0, slash));
        if (text.startsWith("arn:") || ID_PREFIXES.stream().anyMatch(text::startsWith)) {
            problems.error(
                    scalar.place(), "`" + text + "` is an ID; refer by `name`, or by `owner/name`");
            return Optional.empty();
        }
        if (owner.isPresent() && !ACCOUNT.matcher(owner.get()).matches()) {
            problems.error(
                    scalar.place(),
                    "`"
                            + text
                            + "` is no reference; write `name`, or `owner/name` with an account");
            return Optional.empty();
        }
        return Optional.of(new Reference(scalar.place(), owner, text.substring(slash + 1)));
    }

    /**
     * A domain as the original takes it, of 3 to 255 characters; lower case and without a dot at
     * the end.
     */
    static Optional<String> domain(Scalar scalar, Problems problems) {
        int length = scalar.text().length();
        if (length < 3 || length > 255) {
            problems.error(
                    scalar.place(), "has " + length + " characters; a domain name has 3 to 255");
            return Optional.empty();
        }
        return anyDomain(scalar, problems);
    }

    /** A {@link #domain}, or {@code *.} before one. */
    static Optional<String> domainOrWildcard(Scalar scalar, Problems problems) {
        var text = scalar.text();
        return text.startsWith("*.")
                ? domain(new Scalar(scalar.place(), text.substring(2), scalar.plain()), problems)
                        .map(domain -> "*." + domain)
                : domain(scalar, problems);
    }

    /** A domain with room for longer names under it. */
    static Literal<String> domainOfAtMost(int length) {
        return (scalar, problems) -> {
            var domain = anyDomain(scalar, problems);
            if (domain.isPresent() && domain.get().length() > length) {
                problems.error(
                        scalar.place(),
                        "has "
                                + domain.get().length()
                                + " characters; at most "
                                + length
                                + ", since names under it need room");
                return Optional.empty();
            }
            return domain;
        };
    }

    /** Whether a network device can have that name. */
    static boolean isDevice(String text) {
        return DEVICE.matcher(text).matches()
                && text.getBytes(StandardCharsets.UTF_8).length <= MAX_DEVICE
                && !text.equals(".")
                && !text.equals("..");
    }

    /** The name of a network device or VRF. */
    static Optional<String> device(Scalar scalar, Problems problems) {
        var text = scalar.text();
        if (isDevice(text) && Ip.parse(text).isEmpty()) {
            return Optional.of(text);
        }
        problems.error(
                scalar.place(),
                "`%s` is not the name of a network interface or VRF, which has 1 to 15 bytes without space, `/`, `:` or `*`; for example `eth1`"
                        .formatted(text));
        return Optional.empty();
    }

    /** The end of names; {@code .} ends every name and is the empty suffix. */
    static Optional<String> suffix(String text, Place place, Problems problems) {
        return text.equals(".")
                ? Optional.of("")
                : anyDomain(new Scalar(place, text, true), problems);
    }

    private static Optional<String> anyDomain(Scalar scalar, Problems problems) {
        var text = scalar.text();
        var name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        var wrong = wrongDomain(text, name);
        wrong.ifPresent(why -> problems.error(scalar.place(), "`" + text + "` " + why));
        return wrong.isPresent() ? Optional.empty() : Optional.of(name.toLowerCase(Locale.ROOT));
    }

    private static Optional<String> wrongDomain(String text, String name) {
        if (Ip.parse(text).isPresent()) {
            return Optional.of("is an address, not a domain name");
        }
        if (text.contains("://")) {
            return Optional.of("is a URL; write the host's name alone");
        }
        if (text.matches("[^:]+:[0-9]+")) {
            return Optional.of("has a port; write the host's name alone");
        }
        for (var label : name.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches()) {
                return Optional.of(
                        "is no domain name; its parts are letters, digits and dashes inside, 1 to"
                                + " 63 of them");
            }
        }
        return name.length() > MAX_DOMAIN
                ? Optional.of("is longer than the 253 characters that DNS can carry")
                : Optional.empty();
    }
}
