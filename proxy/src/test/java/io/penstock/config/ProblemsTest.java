package io.penstock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.config.yaml.Problem;
import io.penstock.net.Ip;
import io.penstock.resource.Host;
import io.penstock.snapshot.Circumstances;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a bad configuration gets, word for word. The cases are in the {@code .cases} files: a title
 * after {@code ===}, the configuration, and after {@code >>>} every problem with it.
 */
class ProblemsTest {
    private static final Host HOST =
            new Host(
                    Map.of(
                            "eth0", List.of(Ip.parse("10.9.0.2").orElseThrow()),
                            "lo", List.of(Ip.parse("127.0.0.1").orElseThrow())));

    record Case(String title, String config, List<String> problems) {
        @Override
        public String toString() {
            return title;
        }
    }

    private static Stream<Case> cases(String... names) {
        return Arrays.stream(names).flatMap(name -> parse(name, text(name + ".cases")));
    }

    private static String text(String name) {
        try (var in = Objects.requireNonNull(ProblemsTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    private static Stream<Case> parse(String name, String text) {
        return Arrays.stream(text.split("(?m)^=== ", -1))
                .skip(1)
                .map(one -> {
                    int title = one.indexOf('\n');
                    int problems = one.indexOf("\n>>>\n") + 1;
                    return new Case(
                            name + ": " + one.substring(0, title),
                            one.substring(title + 1, problems),
                            one.substring(problems + 4).lines().toList());
                });
    }

    static Stream<Case> errors() {
        return cases(
                "yaml", "appliance", "security-groups", "gateways", "configurations", "endpoints");
    }

    static Stream<Case> everything() {
        return cases("warnings", "served", "names");
    }

    @ParameterizedTest
    @MethodSource("errors")
    void namesEveryError(Case one) {
        var errors = new ArrayList<>(read(one));
        errors.removeIf(Problem::isWarning);

        assertThat(errors).map(Problem::toString).containsExactlyElementsOf(one.problems());
    }

    @ParameterizedTest
    @MethodSource("everything")
    void namesEveryErrorAndWarning(Case one) {
        assertThat(read(one)).map(Problem::toString).containsExactlyElementsOf(one.problems());
    }

    private static List<Problem> read(Case one) {
        var disk = new MemoryDisk().with("p.yaml", one.config());
        return new ConfigReader(Path.of("p.yaml"), disk).read(Circumstances.first(HOST)).problems();
    }
}
