package io.penstock.config;

import io.penstock.config.pem.Pem;
import io.penstock.config.pem.Reading;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Node.Scalar;
import io.penstock.config.yaml.Place;
import io.penstock.config.yaml.Problems;
import io.penstock.resource.Credentials;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the certificates and keys that options name. A path is relative to the file that it stands
 * in.
 */
final class TlsFiles {
    private static final Duration SOON = Duration.ofDays(14);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final SourceFiles files;
    private final Leave leave;
    private final InstantSource clock;

    /**
     * Certificates and keys from a disk.
     *
     * @param leave says which files may be read for whom
     * @param clock against which certificates are judged
     */
    TlsFiles(SourceFiles files, Leave leave, InstantSource clock) {
        this.files = files;
        this.leave = leave;
        this.clock = clock;
    }

    /**
     * A certificate and its key, which must be there both.
     *
     * @return empty if something is wrong, which was reported
     */
    Optional<Credentials> credentials(Fields fields, String certificateKey, String keyKey) {
        var chain =
                fields.required(
                        certificateKey,
                        certificateKey + ": server.pem",
                        read(fields, Pem::certificates)::literal);
        var key = fields.required(keyKey, keyKey + ": server.key", read(fields, Pem::key)::literal);
        if (chain.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        var own = chain.get().getFirst();
        if (!Pem.fits(key.get(), own)) {
            fields.problems()
                    .error(
                            fields.at(keyKey),
                            "is not the key of the first certificate in `%s` (%s)"
                                    .formatted(certificateKey, name(own)));
            return Optional.empty();
        }
        chain.get().forEach(one -> judge(one, fields.at(certificateKey), fields.problems()));
        return Optional.of(new Credentials(chain.get(), key.get()));
    }

    /** Certificates of authorities; empty if there are none, or something is wrong. */
    Optional<List<X509Certificate>> authorities(Fields fields, String key) {
        var read = fields.one(key, read(fields, Pem::certificates)::literal);
        var now = clock.instant();
        if (read.filter(
                        all ->
                                all.stream()
                                        .allMatch(c -> c.getNotAfter().toInstant().isBefore(now)))
                .isPresent()) {
            fields.problems()
                    .warning(
                            fields.at(key),
                            "every certificate in it has expired, so no other side is believed");
        }
        return read;
    }

    /** A way to read a file that some text names. */
    private interface Named<T> {
        Optional<T> literal(Scalar scalar, Problems problems);
    }

    private <T> Named<T> read(Fields object, Function<byte[], Reading<T>> reader) {
        return (scalar, problems) ->
                Literals.text(scalar, problems)
                        .flatMap(_ -> leave.read(object, scalar, files))
                        .flatMap(bytes -> told(reader.apply(bytes), scalar, problems));
    }

    private static <T> Optional<T> told(Reading<T> reading, Scalar scalar, Problems problems) {
        return switch (reading) {
            case Reading.Read<T>(var value) -> Optional.of(value);
            case Reading.Wrong<T>(var why) -> {
                problems.error(scalar.place(), "`" + scalar.text() + "` " + why);
                yield Optional.empty();
            }
        };
    }

    /** Time is no reason to refuse: else an appliance could not start again the day after. */
    private void judge(X509Certificate certificate, Place place, Problems problems) {
        var now = clock.instant();
        var end = certificate.getNotAfter().toInstant();
        var begin = certificate.getNotBefore().toInstant();
        if (end.isBefore(now)) {
            problems.warning(
                    place,
                    "the certificate %s expired at %s; renew it"
                            .formatted(name(certificate), DAY.format(end)));
        } else if (begin.isAfter(now)) {
            problems.warning(
                    place,
                    "the certificate %s is not valid before %s"
                            .formatted(name(certificate), DAY.format(begin)));
        } else if (end.isBefore(now.plus(SOON))) {
            problems.warning(
                    place,
                    "the certificate %s expires at %s, in %d days; renew it"
                            .formatted(
                                    name(certificate),
                                    DAY.format(end),
                                    Duration.between(now, end).toDays()));
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
