package io.penstock.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.linux.AioSends;
import io.penstock.linux.CallRing;
import io.penstock.linux.Sends.Opening;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import org.junit.jupiter.api.Test;

class LoopsTest {
    private static final String CONFIGURED = "the configuration says so";

    @Test
    void areAsManyAsVertxHas() {
        try (var two = new TwoLoops()) {
            assertThat(two.loops.all()).hasSize(2).doesNotHaveDuplicates();
            assertThat(two.loops.heldBytes()).isZero();
        }
    }

    @Test
    void takeAVertxThatIsAskedForNativeTransport() {
        var options = new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(3);
        var vertx = Vertx.vertx(options);
        assertThat(Loops.on(vertx, Engine.Wanted.BEST).all()).hasSize(3);
        vertx.close().await();
    }

    @Test
    void writeInTheBestWayThatTheyMayAndSayWhyInNoBetterOne() {
        assertThat(engine(Engine.Wanted.EPOLL)).isEqualTo(new Engine.Epoll(CONFIGURED));
        switch (CallRing.open()) {
            case Opening.Opened(var ring) -> {
                ring.close();
                assertThat(engine(Engine.Wanted.BEST)).isEqualTo(new Engine.IoUring());
            }
            case Opening.Refused(var why) ->
                    assertThat(engine(Engine.Wanted.BEST).text()).contains(why);
        }
        switch (AioSends.open()) {
            case Opening.Opened(var aio) -> {
                aio.close();
                assertThat(engine(Engine.Wanted.AIO)).isEqualTo(new Engine.Aio(CONFIGURED));
            }
            case Opening.Refused(var why) ->
                    assertThat(engine(Engine.Wanted.AIO))
                            .isEqualTo(new Engine.Epoll("no aio: " + why));
        }
    }

    private static Engine engine(Engine.Wanted wanted) {
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        try {
            return Loops.on(vertx, wanted).engine();
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void sayWhatIsWrongWithAVertxThatIsNotOnEpoll() {
        var vertx = Vertx.builder().withTransport(Transport.NIO).build();
        assertThatThrownBy(() -> Loops.on(vertx, Engine.Wanted.BEST))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ask it for native transport");
        vertx.close().await();
    }

    @Test
    void runOnTheirOwnThreadAlone() throws Exception {
        try (var two = new TwoLoops()) {
            assertThat(two.first().inLoop()).isFalse();
            assertThat(two.onLoop(() -> two.first().inLoop())).isTrue();
            assertThatThrownBy(() -> two.first().close()).hasMessageContaining("own thread");
        }
    }
}
