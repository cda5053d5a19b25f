package io.penstock.admin;

import io.penstock.admin.Routes.Access;
import io.penstock.admin.Routes.Query;
import io.penstock.admin.Routes.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The files that the status page is made of. They are the same for everybody and say nothing about
 * this appliance, so they are open to all: what they show they ask for with the token. The page
 * loads nothing but them, and its policy (Content Security Policy Level 3) holds it to that.
 */
final class Assets {
    private static final String FOLDER = "/page/";
    private static final String INDEX = "index.html";
    private static final List<String> OTHERS =
            List.of(
                    "page.css",
                    "theme.js",
                    "main.js",
                    "api.js",
                    "chart.js",
                    "connections.js",
                    "dom.js",
                    "endpoints.js",
                    "explain.js",
                    "format.js",
                    "live.js",
                    "refusals.js",
                    "reloads.js",
                    "icon.svg");
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "svg", "image/svg+xml");
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                    + " trusted-types 'none'";

    private Assets() {}

    /** The page itself. */
    static Function<Query, Reply> page() {
        var file = read(INDEX);
        return query -> answer(file, query);
    }

    /** Where everything else that it needs is. */
    static List<Route> routes() {
        return OTHERS.stream()
                .map(name -> {
                    var file = read(name);
                    return new Route(
                            "GET",
                            FOLDER + name,
                            Access.OPEN,
                            true,
                            query -> Routes.done(answer(file, query)));
                })
                .toList();
    }

    /** A file, and a tag that is another one as soon as a byte of it is (RFC 9110, 8.8.3). */
    private record File(Reply reply, String tag) {}

    private static Reply answer(File file, Query query) {
        return query.ifNoneMatch().filter(file.tag()::equals).isPresent()
                ? new Reply(304, file.reply().contentType(), "", file.reply().headers())
                : file.reply();
    }

    private static File read(String name) {
        try (var in = Assets.class.getResourceAsStream(FOLDER + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + FOLDER + name);
            }
            var bytes = in.readAllBytes();
            var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            var tag = '"' + hash(bytes) + '"';
            var headers =
                    Map.of(
                            "ETag", tag,
                            "Cache-Control", "no-cache", // ask each time; most often it is a 304
                            "Content-Security-Policy", POLICY);
            var text = new String(bytes, StandardCharsets.UTF_8);
            return new File(new Reply(200, String.valueOf(type), text, headers), tag);
        } catch (IOException e) {
            throw new UncheckedIOException("a file of the jar cannot be read", e);
        }
    }

    private static String hash(byte[] bytes) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
