package io.penstock.command;

import io.penstock.config.ConfigResult;
import io.penstock.resource.Host;
import java.util.function.BiFunction;

/** Starts an appliance. */
@FunctionalInterface
public interface Start {
    /**
     * Starts one, or nothing at all.
     *
     * @param read reads the configuration anew as the revision with that number on that host: now,
     *     and for each reload; may block
     */
    StartResult from(BiFunction<Long, Host, ConfigResult> read);
}
