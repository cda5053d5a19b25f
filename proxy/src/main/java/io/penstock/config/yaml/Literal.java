package io.penstock.config.yaml;

import java.util.Optional;

/** How a single value is read. */
@FunctionalInterface
public interface Literal<T> {
    /**
     * What the scalar stands for.
     *
     * @return empty if that makes no sense, which was reported
     */
    Optional<T> read(Node.Scalar scalar, Problems problems);
}
