package io.penstock.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON object as the appliance's replies have them, read for showing: what is missing is shown as
 * empty, so that an older or newer appliance can be asked too.
 */
record Tree(Map<String, Object> fields) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final String NONE = "-";

    /**
     * Reads an object.
     *
     * @throws IOException if the text is no JSON object
     */
    static Tree of(String text) throws IOException {
        try (var parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no JSON object");
            }
            return object(parser);
        }
    }

    private static Tree object(JsonParser parser) throws IOException {
        var fields = new LinkedHashMap<String, Object>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            var name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return new Tree(fields);
    }

    private static Object value(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return object(parser);
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return parser.currentToken() == JsonToken.VALUE_NULL ? NONE : parser.getText();
        }
        var items = new ArrayList<Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    /** A text, number or flag as text; {@code -} where it is missing or null. */
    String text(String name) {
        return String.valueOf(fields.getOrDefault(name, NONE));
    }

    /** Whether a field is there. */
    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** An object; an empty one where it is missing. */
    Tree tree(String name) {
        return fields.get(name) instanceof Tree tree ? tree : new Tree(Map.of());
    }

    /** The objects of an array. */
    List<Tree> trees(String name) {
        return items(name).stream().filter(Tree.class::isInstance).map(Tree.class::cast).toList();
    }

    /** The texts of an array. */
    List<String> texts(String name) {
        return items(name).stream().map(Object::toString).toList();
    }

    private List<?> items(String name) {
        return fields.get(name) instanceof List<?> list ? list : List.of();
    }
}
