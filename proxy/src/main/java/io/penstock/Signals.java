package io.penstock;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals of the operating system. The JDK offers them in one place only, {@code sun.misc.Signal}
 * of the module jdk.unsupported. The compiler warns of that class in a way that cannot be switched
 * off, and here a warning fails the build: hence by reflection.
 */
final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** Undoes an {@link #on}: what happened at the signal before, happens again. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Runs a task whenever the process gets a signal, instead of what the JVM would do, on a thread
     * of its own each time.
     *
     * @param name without {@code SIG}: {@code HUP}, {@code INT}, {@code TERM}
     */
    static Registration on(String name, Runnable task) {
        try {
            var type = Class.forName("sun.misc.Signal");
            var handlerType = Class.forName("sun.misc.SignalHandler");
            var handle = type.getMethod("handle", type, handlerType);
            var signal = type.getConstructor(String.class).newInstance(name);
            var before = handle.invoke(null, signal, handler(handlerType, name, task));
            return () -> {
                try {
                    var _ = handle.invoke(null, signal, before);
                } catch (ReflectiveOperationException e) {
                    throw new LinkageError("it could be set, so it can be set back", e);
                }
            };
        } catch (ReflectiveOperationException e) {
            log.warn("signal {} cannot be handled on this JVM: {}", name, e.toString());
            return () -> {};
        }
    }

    /** Sends a signal to this very process. */
    static void raise(String name) {
        try {
            var type = Class.forName("sun.misc.Signal");
            var signal = type.getConstructor(String.class).newInstance(name);
            var _ = type.getMethod("raise", type).invoke(null, signal);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no signal " + name, e);
        }
    }

    @SuppressWarnings("ReferenceEquality") // which is what equals means for it
    private static Object handler(Class<?> type, String name, Runnable task) {
        InvocationHandler calls =
                (self, method, arguments) ->
                        switch (method.getName()) {
                            case "handle" -> {
                                task.run();
                                yield null;
                            }
                            case "equals" -> self == arguments[0];
                            case "hashCode" -> System.identityHashCode(self);
                            case "toString" -> "what happens at " + name;
                            default -> throw new AssertionError("no method of it: " + method);
                        };
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls);
    }
}
