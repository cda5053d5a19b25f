package io.penstock.reload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.TreeMap;

/** A reload as JSON. */
final class ReloadJson {
    private static final JsonFactory JSON = new JsonFactory();

    private ReloadJson() {}

    static String of(Reload reload) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("outcome", reload.outcome().label());
            json.writeNumberField("revision", reload.outcome().servingRevision());
            json.writeStringField("trigger", reload.trigger().label());
            json.writeStringField("at", reload.at().toString());
            switch (reload.outcome()) {
                case ReloadOutcome.Applied applied -> writeApplied(json, applied);
                case ReloadOutcome.Unchanged _ -> {}
                case ReloadOutcome.Rejected(_, var problems) ->
                        writeTexts(json, "problems", problems);
                case ReloadOutcome.Refused(_, var reasons) -> writeTexts(json, "reasons", reasons);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a string takes everything", e);
        }
        return text.toString();
    }

    private static void writeApplied(JsonGenerator json, ReloadOutcome.Applied applied)
            throws IOException {
        json.writeArrayFieldStart("changes");
        for (var change : applied.plan().changes()) {
            json.writeStartObject();
            json.writeStringField("kind", change.of().label());
            json.writeStringField("change", change.how().label());
            json.writeStringField("name", change.name());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("closedConnections");
        for (var entry : new TreeMap<>(applied.closed()).entrySet()) {
            json.writeNumberField(entry.getKey().label(), entry.getValue());
        }
        json.writeEndObject();
        writeTexts(json, "warnings", applied.warnings());
    }

    private static void writeTexts(JsonGenerator json, String name, List<String> texts)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (var text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
