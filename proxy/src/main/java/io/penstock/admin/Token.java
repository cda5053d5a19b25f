package io.penstock.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a request knows the token. The token's file is read at each request that needs one, so
 * that a new token counts at once; therefore not on an event loop.
 */
final class Token {
    private static final Logger LOG = LoggerFactory.getLogger(Token.class);
    private static final String SCHEME = "Bearer ";
    private static final int MAX_BYTES = 4096;

    private Token() {}

    /**
     * Why a request is refused; empty if it is not.
     *
     * @param file whose first line is the token; empty if none is configured
     * @param authorizations the values of all {@code Authorization} headers
     */
    static Optional<Reply> refusal(Optional<String> file, List<String> authorizations) {
        if (file.isEmpty()) {
            return Optional.of(
                    Reply.problem(
                            403,
                            "No admin token is set",
                            "set appliance.adminTokenFile to a file whose first line is a token,"
                                    + " reload (SIGHUP), and send it as Authorization: Bearer"));
        }
        var token = read(Path.of(file.get()));
        if (token.isEmpty()) {
            return Optional.of(
                    Reply.problem(
                            403,
                            "No admin token is set",
                            "appliance.adminTokenFile cannot be read, or its first line is empty;"
                                    + " the log says which"));
        }
        if (authorizations.size() != 1 || !matches(authorizations.getFirst(), token.get())) {
            return Optional.of(
                    Reply.problem(
                                    401,
                                    "The admin token is needed",
                                    "send the first line of appliance.adminTokenFile as"
                                            + " Authorization: Bearer")
                            .with("WWW-Authenticate", "Bearer realm=\"penstock\""));
        }
        return Optional.empty();
    }

    private static Optional<String> read(Path file) {
        try (var in = Files.newInputStream(file)) {
            var text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            var token = text.lines().findFirst().map(String::strip).filter(t -> !t.isEmpty());
            if (token.isEmpty()) {
                LOG.warn("admin token: the first line of {} is empty", file);
            }
            return token;
        } catch (IOException e) {
            LOG.warn("admin token: cannot read {}: {}", file, e.toString());
            return Optional.empty();
        }
    }

    /** Takes the same time whatever differs, the length too: digests are compared. */
    private static boolean matches(String authorization, String token) {
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        sha256(authorization.substring(SCHEME.length()).strip()), sha256(token));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
