package io.penstock.config.yaml;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which keys a mapping may have, and in turn theirs. Lists do not show: what holds for a mapping
 * holds for each mapping in a list. A reader cannot ask for a key that is not declared.
 */
public final class Keys {
    private final String name;
    private final boolean any;
    private final Map<String, Keys> children;

    private Keys(String name, boolean any, Map<String, Keys> children) {
        this.name = name;
        this.any = any;
        this.children = children;
    }

    /** A key and those below it. */
    public static Keys of(String name, Keys... children) {
        var byName = new LinkedHashMap<String, Keys>();
        Arrays.stream(children).forEach(child -> byName.put(child.name, child));
        return new Keys(name, false, Collections.unmodifiableMap(byName));
    }

    /** A key with keys below it that the user chooses. */
    public static Keys ofAny(String name) {
        return new Keys(name, true, Map.of());
    }

    /** The keys below this one, in the order of their declaration. */
    public Set<String> names() {
        return children.keySet();
    }

    /** Whether there may be a key of that name. */
    boolean allows(String key) {
        return any || children.containsKey(key);
    }

    /**
     * What is declared for a key below this one.
     *
     * @throws IllegalArgumentException if it is not declared
     */
    public Keys below(String key) {
        var child = children.get(key);
        if (child == null) {
            throw new IllegalArgumentException("not declared below `" + name + "`: " + key);
        }
        return child;
    }
}
