package io.penstock.reload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.penstock.net.Ports;
import io.penstock.passage.CloseReason;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
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
                case ReloadOutcome.Applied(_, var plan, var closed, var warnings) ->
                        writePlan(json, plan, closed, warnings);
                case ReloadOutcome.Planned(_, var plan, var closed, var warnings) ->
                        writePlan(json, plan, closed, warnings);
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

    private static void writePlan(
            JsonGenerator json,
            ReloadPlan plan,
            Map<CloseReason, Integer> closed,
            List<String> warnings)
            throws IOException {
        json.writeArrayFieldStart("changes");
        for (var change : plan.changes()) {
            json.writeStartObject();
            json.writeStringField("kind", change.of().label());
            json.writeStringField("change", change.how().label());
            json.writeStringField("name", change.name());
            json.writeEndObject();
        }
        json.writeEndArray();
        writePorts(json, "opened", plan.listening().opened());
        writePorts(json, "released", plan.listening().released());
        json.writeObjectFieldStart("closedConnections");
        for (var entry : new TreeMap<>(closed).entrySet()) {
            json.writeNumberField(entry.getKey().label(), entry.getValue());
        }
        json.writeEndObject();
        writeTexts(json, "warnings", warnings);
    }

    private static void writePorts(JsonGenerator json, String name, Map<String, Ports> ports)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (var entry : ports.entrySet()) {
            json.writeStartObject();
            json.writeStringField("address", entry.getKey());
            json.writeArrayFieldStart("ports");
            for (var range : entry.getValue().ranges()) {
                json.writeString(range.toString());
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
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
