package io.penstock.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object, field by field. It writes into memory, so nothing it does can fail; one
 * thread.
 */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonGenerator out;

    private Json(JsonGenerator out) {
        this.out = out;
    }

    /** The text of the object whose fields {@code fields} writes, for people and programs. */
    static String object(Consumer<Json> fields) {
        return write(fields, new DefaultPrettyPrinter()) + "\n";
    }

    /** The same on one line, for programs. */
    static String line(Consumer<Json> fields) {
        return write(fields, null);
    }

    private static String write(Consumer<Json> fields, @Nullable PrettyPrinter printer) {
        var text = new StringWriter();
        try (var out = FACTORY.createGenerator(text)) {
            out.setPrettyPrinter(printer);
            out.writeStartObject();
            fields.accept(new Json(out));
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
        return text.toString();
    }

    /** A text; what is not one is written as its own text. */
    Json text(String name, Object value) {
        return write(() -> out.writeStringField(name, value.toString()));
    }

    /** A text, or null. */
    Json text(String name, Optional<?> value) {
        return value.isPresent() ? text(name, value.get()) : write(() -> out.writeNullField(name));
    }

    Json number(String name, long value) {
        return write(() -> out.writeNumberField(name, value));
    }

    /** A number, or null. */
    Json number(String name, OptionalInt value) {
        return value.isPresent()
                ? number(name, value.getAsInt())
                : write(() -> out.writeNullField(name));
    }

    /** A number, or null. */
    Json number(String name, OptionalLong value) {
        return value.isPresent()
                ? number(name, value.getAsLong())
                : write(() -> out.writeNullField(name));
    }

    Json flag(String name, boolean value) {
        return write(() -> out.writeBooleanField(name, value));
    }

    /** An array of texts. */
    Json texts(String name, Collection<?> values) {
        return write(() -> {
            out.writeArrayFieldStart(name);
            for (var value : values) {
                out.writeString(value.toString());
            }
            out.writeEndArray();
        });
    }

    /** An object. */
    Json object(String name, Consumer<Json> fields) {
        return write(() -> {
            out.writeObjectFieldStart(name);
            fields.accept(this);
            out.writeEndObject();
        });
    }

    /** An object, or null. */
    <T> Json object(String name, Optional<T> value, BiConsumer<Json, T> fields) {
        return value.isPresent()
                ? object(name, json -> fields.accept(json, value.get()))
                : write(() -> out.writeNullField(name));
    }

    /** An array of objects. */
    <T> Json objects(String name, Collection<T> values, BiConsumer<Json, T> fields) {
        return write(() -> {
            out.writeArrayFieldStart(name);
            for (var value : values) {
                out.writeStartObject();
                fields.accept(this, value);
                out.writeEndObject();
            }
            out.writeEndArray();
        });
    }

    /** An array of texts that are JSON already. */
    Json written(String name, Collection<String> values) {
        return write(() -> {
            out.writeArrayFieldStart(name);
            for (var value : values) {
                out.writeRawValue(value);
            }
            out.writeEndArray();
        });
    }

    /** A table: an array of arrays of numbers and texts. */
    Json rows(String name, Collection<List<Object>> rows) {
        return write(() -> {
            out.writeArrayFieldStart(name);
            for (var row : rows) {
                out.writeStartArray();
                for (var cell : row) {
                    out.writeObject(cell);
                }
                out.writeEndArray();
            }
            out.writeEndArray();
        });
    }

    private Json write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes everything", e);
        }
        return this;
    }

    @FunctionalInterface
    private interface Writing {
        void run() throws IOException;
    }
}
