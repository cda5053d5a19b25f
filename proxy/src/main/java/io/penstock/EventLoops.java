package io.penstock;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;

/** Starts what owns the event loops. */
final class EventLoops {
    /** Vert.x would make a folder in /tmp for files that it serves; here it serves none. */
    private static final FileSystemOptions NO_FILES =
            new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);

    private EventLoops() {}

    /** One loop for each CPU, on the native transport. Who gets it closes it. */
    static Vertx start() {
        int loops = Runtime.getRuntime().availableProcessors();
        return Vertx.builder()
                .with(
                        new VertxOptions()
                                .setPreferNativeTransport(true)
                                .setFileSystemOptions(NO_FILES)
                                .setEventLoopPoolSize(loops))
                .build();
    }
}
