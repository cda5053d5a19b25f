package io.penstock.explain;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What would happen to a connection.
 *
 * @param revision of the snapshot that was asked
 * @param allowed whether it would be dialed
 * @param steps in order; where it is refused, the last one is the reason
 */
public record Explanation(long revision, boolean allowed, List<Step> steps) {
    private static final JsonFactory JSON = new JsonFactory();

    /** Copies the list. */
    public Explanation {
        steps = List.copyOf(steps);
    }

    /** As one JSON object. */
    public String toJson() {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeBooleanField("allowed", allowed);
            json.writeNumberField("revision", revision);
            json.writeArrayFieldStart("steps");
            for (var step : steps) {
                write(json, step);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, Step step) throws IOException {
        json.writeStartObject();
        json.writeStringField("stage", step.stage().label());
        json.writeStringField("result", step.mark().label());
        json.writeStringField("text", step.text());
        if (step.look().isPresent()) {
            json.writeStringField("look", step.look().get());
        }
        json.writeEndObject();
    }
}
