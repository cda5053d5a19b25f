package io.penstock.transport;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** Starts what owns the event loops. */
public final class EventLoops {
    /** Vert.x would make a folder in /tmp for files that it serves; here it serves none. */
    private static final FileSystemOptions NO_FILES =
            new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false);

    private EventLoops() {}

    /** So many loops, on the native transport. Writes no file. Who gets it closes it. */
    public static Vertx start(int loops) {
        return Vertx.builder()
                .with(
                        new VertxOptions()
                                .setPreferNativeTransport(true)
                                .setFileSystemOptions(NO_FILES)
                                .setEventLoopPoolSize(loops))
                .build();
    }
}
