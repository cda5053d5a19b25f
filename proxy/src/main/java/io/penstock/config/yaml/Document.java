package io.penstock.config.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads the one YAML 1.2 document of a file. */
public final class Document {
    /** How many bytes a file may have: more than ten thousand endpoints take. */
    public static final int MAX_BYTES = 8 << 20;

    private final String file;
    private final String key;
    private final Problems problems;

    /** A reader that reports what is wrong with a file of that name. */
    public Document(String file, Problems problems) {
        this(file, "endpoints", problems);
    }

    /**
     * A reader of another kind of file.
     *
     * @param key what an empty one lacks
     */
    public Document(String file, String key, Problems problems) {
        this.file = file;
        this.key = key;
        this.problems = problems;
    }

    /**
     * The document in these bytes.
     *
     * @return empty if there is none to read, which was reported
     */
    public Optional<Node> read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            problems.error(
                    Place.of(file),
                    "is larger than " + (MAX_BYTES >> 20) + " MiB; split it with `include`");
            return Optional.empty();
        }
        return text(bytes).flatMap(this::parse);
    }

    private Optional<String> text(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder(); // which reports, not replaces
        var in = ByteBuffer.wrap(bytes);
        var out = CharBuffer.allocate(bytes.length);
        var result = decoder.decode(in, out, true);
        var text = out.flip().toString();
        if (result.isError()) {
            problems.error(
                    endOf(text),
                    "the byte 0x%02x is not UTF-8; save the file as UTF-8"
                            .formatted(bytes[in.position()]));
            return Optional.empty();
        }
        return Optional.of(text.startsWith("\ufeff") ? text.substring(1) : text);
    }

    private Place endOf(String text) {
        int lineStart = text.lastIndexOf('\n') + 1;
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        return new Place(file, line, text.codePointCount(lineStart, text.length()) + 1, "");
    }

    private Optional<Node> parse(String text) {
        var settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setCodePointLimit(MAX_BYTES)
                        .setParseComments(false)
                        .build();
        try {
            var events = new Parse(settings).parseString(text).iterator();
            return new Composer(file, key, events, problems).document();
        } catch (MarkedYamlEngineException e) {
            var place = e.getProblemMark().map(this::place).orElse(Place.of(file));
            problems.error(place, "this is not YAML: " + explain(e));
        } catch (ReaderException e) {
            var before = text.substring(0, text.offsetByCodePoints(0, e.getPosition()));
            problems.error(
                    endOf(before),
                    "the character U+%04X is not allowed in YAML".formatted(e.getCodePoint()));
        } catch (YamlEngineException e) {
            problems.error(Place.of(file), "this is not YAML: " + e.getMessage());
        }
        return Optional.empty();
    }

    private Place place(Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1, "");
    }

    private static String explain(MarkedYamlEngineException e) {
        var problem = e.getProblem();
        if (problem.contains("\\t")) {
            return "a tab cannot indent; use spaces";
        }
        if (e.getContext() != null && e.getContext().contains("alias")) {
            return "an unquoted * is an alias; write \"*\" in quotes";
        }
        if (problem.contains("expected the node content, but found ':'")) {
            return "an IPv6 address and port need quotes; write \"[::1]:53\"";
        }
        return (e.getContext() == null ? "" : e.getContext() + ": ") + problem;
    }
}
