package io.penstock.command;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Asks a running appliance's admin server. Blocks. */
final class AdminClient {
    static final String DEFAULT = "http://127.0.0.1:9901";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

    /** Binding thousands of ports takes its time. */
    private static final Duration CHANGE_TIMEOUT = Duration.ofMinutes(2);

    private final String base;
    private final Optional<Path> tokenFile;

    /**
     * A client.
     *
     * @param base the server's URL
     * @param tokenFile whose first line is the token; needed where the server is not on loopback
     */
    AdminClient(String base, Optional<Path> tokenFile) {
        this.base = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        this.tokenFile = tokenFile;
    }

    /** What became of a question. */
    sealed interface Answer {
        /** It was answered. */
        record Json(String text) implements Answer {}

        /** It was not; a sentence, and the exit code for it. */
        record Failed(int exit, String problem) implements Answer {}
    }

    /** Asks for a path with parameters. */
    Answer get(String path, Map<String, String> parameters) {
        return ask(path, parameters, request -> request.timeout(ANSWER_TIMEOUT).GET());
    }

    /** Asks for a change; what became of it is an answer, too, if it was refused. */
    Answer post(String path, Map<String, String> parameters) {
        return ask(
                path,
                parameters,
                request ->
                        request.timeout(CHANGE_TIMEOUT).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private Answer ask(
            String path,
            Map<String, String> parameters,
            UnaryOperator<HttpRequest.Builder> method) {
        HttpRequest request;
        try {
            var builder = HttpRequest.newBuilder(URI.create(base + path + query(parameters)));
            if (tokenFile.isPresent()) {
                var token = Files.readString(tokenFile.get()).lines().findFirst().orElse("");
                builder.header("Authorization", "Bearer " + token.strip());
            }
            request = method.apply(builder).build();
        } catch (IllegalArgumentException e) {
            return new Answer.Failed(
                    Exit.USAGE,
                    "not the URL of an admin server: " + base + " (as " + DEFAULT + ")");
        } catch (IOException e) {
            return new Answer.Failed(Exit.FAILED, "cannot read the token's file: " + e);
        }
        try (var client = HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build()) {
            return answer(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return new Answer.Failed(Exit.UNAVAILABLE, unreachable(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Failed(Exit.FAILED, "interrupted");
        }
    }

    private static String query(Map<String, String> parameters) {
        return parameters.isEmpty()
                ? ""
                : parameters.entrySet().stream()
                        .map(e -> e.getKey() + "=" + encoded(e.getValue()))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Answer answer(HttpResponse<String> response) {
        if (isAnswer(response)) {
            return new Answer.Json(response.body());
        }
        int exit =
                switch (response.statusCode()) {
                    case 400 -> Exit.USAGE;
                    case 401, 403 -> Exit.FAILED;
                    default -> Exit.UNAVAILABLE;
                };
        return new Answer.Failed(exit, base + " answers " + problem(response));
    }

    /** A refusal that is no problem report says itself what it is. */
    private static boolean isAnswer(HttpResponse<String> response) {
        boolean told =
                response.headers()
                        .firstValue("Content-Type")
                        .filter(type -> type.startsWith("application/json"))
                        .isPresent();
        return response.statusCode() == 200
                || (told && (response.statusCode() == 409 || response.statusCode() == 422));
    }

    private static String problem(HttpResponse<String> response) {
        try {
            var problem = Tree.of(response.body());
            return response.statusCode()
                    + ": "
                    + problem.text("title")
                    + ": "
                    + problem.text("detail");
        } catch (IOException e) {
            return response.statusCode() + ": is that Penstock's admin server?";
        }
    }

    private String unreachable(IOException e) {
        // The JDK's exception for a refused connection has no message.
        var why = e.getMessage() == null ? "cannot connect" : e.getMessage();
        return "no appliance answers at "
                + base
                + " ("
                + why
                + "); is it running, and is its appliance.admin another? --admin URL names it";
    }
}
