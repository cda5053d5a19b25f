package io.penstock.http.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2FrameAdapter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which streams a connection may begin, as far as that is not the other side's to say. */
class FramesTest {
    private final Http2ConnectionHandler codec =
            new Http2ConnectionHandlerBuilder()
                    .server(false)
                    .frameListener(new Http2FrameAdapter())
                    .build();
    private final EmbeddedChannel channel = new EmbeddedChannel(codec);
    private final Frames frames = new Frames(codec, channel.pipeline().context(codec));

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
    }

    @Test
    void noStreamIsBegunOnceAllNumbersAreUsed() throws Exception {
        codec.connection().local().createStream(Integer.MAX_VALUE - 4, false);
        assertThat(frames.hasRoom(1)).isTrue();
        assertThat(frames.next()).isEqualTo(Integer.MAX_VALUE - 2);
        assertThat(frames.hasRoom(2)).isTrue();
        assertThat(frames.next()).isEqualTo(Integer.MAX_VALUE);
        assertThat(frames.hasRoom(3)).isFalse();
    }
}
