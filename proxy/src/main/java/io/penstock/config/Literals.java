package io.penstock.config;

import io.penstock.config.yaml.Literal;
import io.penstock.config.yaml.Node.Scalar;
import io.penstock.config.yaml.Problems;
import io.penstock.config.yaml.Spelling;
import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How addresses, ports, durations and the like are written. */
final class Literals {
    private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,8})(ms|s|m|h)");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");
    private static final int DNS_PORT = 53;

    private Literals() {}

    /** The text, whatever it is. */
    static Optional<String> raw(Scalar scalar, Problems problems) {
        return Optional.of(scalar.text());
    }

    /** Some text. */
    static Optional<String> text(Scalar scalar, Problems problems) {
        if (scalar.text().isBlank()) {
            problems.error(scalar.place(), "is empty");
            return Optional.empty();
        }
        return Optional.of(scalar.text());
    }

    /** The scalar itself, for who needs its place. */
    static Optional<Scalar> scalar(Scalar scalar, Problems problems) {
        return text(scalar, problems).map(_ -> scalar);
    }

    /** An address. */
    static Optional<Ip> ip(Scalar scalar, Problems problems) {
        return tell(
                scalar,
                problems,
                Ip.parse(scalar.text()),
                text -> "is not an IP address; for example `10.0.1.5` or `2001:db8::5`");
    }

    /** An address and a port. */
    static Optional<IpPort> ipPort(Scalar scalar, Problems problems) {
        return tell(
                scalar,
                problems,
                IpPort.parse(scalar.text()),
                text -> "is not an address and port; for example `127.0.0.1:53` or `\"[::1]:53\"`");
    }

    /** A DNS server: an address, with a port if it is not 53. */
    static Optional<IpPort> dnsServer(Scalar scalar, Problems problems) {
        var bare = Ip.parse(scalar.text()).map(ip -> new IpPort(ip, DNS_PORT));
        return tell(
                scalar,
                problems,
                bare.or(() -> IpPort.parse(scalar.text()))
                        .filter(server -> server.port() > 0 && !server.ip().isAny()),
                text ->
                        "is not a DNS server's address; for example `10.0.1.2` or"
                                + " `\"10.0.1.2:5353\"`");
    }

    /** A range of addresses, written without stray bits. */
    static Optional<Cidr> cidr(Scalar scalar, Problems problems) {
        var text = scalar.text();
        var cidr = Cidr.parse(text);
        if (cidr.isEmpty()) {
            var bare = Ip.parse(text).map(Cidr::of);
            problems.error(
                    scalar.place(),
                    bare.map(one -> "`" + text + "` lacks its prefix length; write `" + one + "`")
                            .orElse(
                                    "`"
                                            + text
                                            + "` is not a range of addresses; for example"
                                            + " `10.0.1.0/24`"));
            return Optional.empty();
        }
        var address = Ip.parse(text.substring(0, text.indexOf('/'))).orElseThrow();
        if (!cidr.get().network().equals(address)) {
            problems.error(
                    scalar.place(),
                    "`%s` has bits after its prefix; write `%s` for the range or `%s` for the one address"
                            .formatted(text, cidr.get(), Cidr.of(address)));
            return Optional.empty();
        }
        return cidr;
    }

    /** A port or a range of ports. */
    static Optional<PortRange> portRange(Scalar scalar, Problems problems) {
        return tell(scalar, problems, PortRange.parse(scalar.text()), Literals::portsAdvice);
    }

    private static String portsAdvice(String text) {
        if (text.contains(",")) {
            return "is several ranges; write a list: `[\""
                    + String.join("\", \"", text.split("[,\\s]+", -1))
                    + "\"]`";
        }
        var ends = text.split("[-:]", -1);
        if (ends.length == 2 && PortRange.parse(ends[0]).isPresent()) {
            var upwards = PortRange.parse(ends[0] + "-" + ends[1]);
            var downwards = PortRange.parse(ends[1] + "-" + ends[0]);
            if (upwards.or(() -> downwards).isPresent()) {
                return "is not a range of ports; write `\"%s\"`"
                        .formatted(upwards.or(() -> downwards).orElseThrow());
            }
        }
        return "is not a port or a range of ports from 1 to 65535; for example `80` or"
                + " `\"8000-8099\"`";
    }

    /** A duration with its unit, within bounds. */
    static Literal<Duration> duration(Duration least, Duration most) {
        return (scalar, problems) -> {
            var text = scalar.text();
            var matcher = DURATION.matcher(text);
            if (!matcher.matches()) {
                var fix = NUMBER.matcher(text).matches() ? text + "s" : "5s";
                problems.error(
                        scalar.place(),
                        "`%s` is not a duration; a duration has a unit (ms, s, m, h): `%s`"
                                .formatted(text, fix));
                return Optional.empty();
            }
            var duration = duration(Long.parseLong(matcher.group(1)), matcher.group(2));
            if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
                problems.error(
                        scalar.place(),
                        "`%s` is out of bounds; from %s to %s"
                                .formatted(text, show(least), show(most)));
                return Optional.empty();
            }
            return Optional.of(duration);
        };
    }

    private static Duration duration(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    private static String show(Duration duration) {
        if (duration.toMillisPart() > 0) {
            return duration.toMillis() + "ms";
        }
        return duration.toSecondsPart() > 0 || duration.isZero()
                ? duration.toSeconds() + "s"
                : duration.toMinutesPart() > 0
                        ? duration.toMinutes() + "m"
                        : duration.toHours() + "h";
    }

    /** A whole number within bounds. */
    static Literal<Integer> number(int least, int most) {
        return (scalar, problems) -> {
            var number =
                    Optional.of(scalar.text())
                            .filter(text -> NUMBER.matcher(text).matches())
                            .map(Integer::valueOf)
                            .filter(n -> n >= least && n <= most);
            return tell(
                    scalar,
                    problems,
                    number,
                    text -> "is not a whole number from " + least + " to " + most);
        };
    }

    /** {@code true} or {@code false}. */
    static Optional<Boolean> truth(Scalar scalar, Problems problems) {
        var value =
                switch (scalar.text()) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> Optional.<Boolean>empty();
                };
        return tell(scalar, problems, value, text -> "is neither `true` nor `false`");
    }

    /** One name of an enum, in capitals as in the original. */
    static <E extends Enum<E>> Literal<E> choice(Class<E> type) {
        var names = Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
        return (scalar, problems) ->
                tell(
                        scalar,
                        problems,
                        Optional.of(scalar.text())
                                .filter(names::contains)
                                .map(name -> Enum.valueOf(type, name)),
                        text ->
                                "is none of "
                                        + names.stream().collect(Collectors.joining(", "))
                                        + Spelling.hint(text, names));
    }

    private static <T> Optional<T> tell(
            Scalar scalar, Problems problems, Optional<T> value, Function<String, String> wrong) {
        if (value.isEmpty()) {
            var text = scalar.text();
            problems.error(scalar.place(), "`" + text + "` " + wrong.apply(text));
        }
        return value;
    }
}
