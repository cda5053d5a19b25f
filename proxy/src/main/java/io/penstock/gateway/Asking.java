package io.penstock.gateway;

import io.penstock.resolver.Answer;
import io.penstock.resolver.Question;
import io.penstock.resolver.Servers;
import java.util.function.Consumer;

/** Asks DNS servers, for one event loop. */
@FunctionalInterface
public interface Asking {
    /**
     * Asks without waiting.
     *
     * @param done called exactly once, on the loop, after this has returned
     */
    void ask(Question question, Servers servers, Consumer<Answer> done);
}
