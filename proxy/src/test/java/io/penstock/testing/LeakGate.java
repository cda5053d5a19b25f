package io.penstock.testing;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class after which Netty's leak detector, which runs at its paranoid level, has found
 * a buffer that nobody released. A leak is found when the garbage collector has met the buffer, so
 * it may be told of a class or two later; what was recorded of its way says where it came from.
 */
public final class LeakGate implements BeforeAllCallback, AfterAllCallback {
    private static final Queue<String> LEAKS = new ConcurrentLinkedQueue<>();

    static {
        // Before any buffer is made: each kind of buffer asks for its detector once.
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(
                new ResourceLeakDetectorFactory() {
                    @Override
                    @Deprecated
                    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                            Class<T> resource, int samplingInterval, long maxActive) {
                        return new Noting<>(resource, samplingInterval);
                    }
                });
    }

    /** Made by JUnit. */
    public LeakGate() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        // that this class is loaded is all that is needed
    }

    @Override
    public void afterAll(ExtensionContext context) {
        System.gc();
        look();
        if (!LEAKS.isEmpty()) {
            var told = String.join("\n", LEAKS);
            LEAKS.clear();
            throw new AssertionError("a buffer was not released:\n" + told);
        }
    }

    /** The detector looks for leaks only when the next buffer is made. */
    static void look() {
        PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
    }

    /** The leaks noted so far. */
    static Queue<String> leaks() {
        return LEAKS;
    }

    private static final class Noting<T> extends ResourceLeakDetector<T> {
        Noting(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add(resourceType);
        }
    }
}
