package io.penstock.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.linux.CallRing;
import io.penstock.linux.CallRing.Opening;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import org.junit.jupiter.api.Test;

class LoopsTest {
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
        assertThat(Loops.on(vertx, true).all()).hasSize(3);
        vertx.close().await();
    }

    @Test
    void writeByIoUringWhereTheyMayAndSayWhyNot() {
        assertThat(engine(false)).isEqualTo(new Engine.Epoll("the configuration says so"));
        switch (CallRing.open()) {
            case Opening.Opened(var ring) -> {
                ring.close();
                assertThat(engine(true)).isEqualTo(new Engine.IoUring());
            }
            case Opening.Refused(var why) ->
                    assertThat(engine(true)).isEqualTo(new Engine.Epoll(why));
        }
    }

    private static Engine engine(boolean ioUring) {
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        try {
            return Loops.on(vertx, ioUring).engine();
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void sayWhatIsWrongWithAVertxThatIsNotOnEpoll() {
        var vertx = Vertx.builder().withTransport(Transport.NIO).build();
        assertThatThrownBy(() -> Loops.on(vertx, true))
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
