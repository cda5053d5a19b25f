package io.penstock.http.message;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What another reader, Netty's, takes bytes for.
 *
 * @param line "METHOD target" or the status
 * @param content without framing
 * @param whole whether its end was seen
 */
record NettyRead(String line, String content, boolean whole) {
    private static HttpDecoderConfig roomy() {
        return new HttpDecoderConfig().setMaxInitialLineLength(1 << 20).setMaxHeaderSize(1 << 20);
    }

    static List<NettyRead> requests(byte[] bytes) {
        return read(new HttpRequestDecoder(roomy()), bytes);
    }

    /**
     * @param toHead whether the first answer is to a HEAD
     */
    static List<NettyRead> answers(byte[] bytes, boolean toHead) {
        return read(
                new HttpResponseDecoder(roomy()) {
                    private boolean first = true;

                    @Override
                    protected boolean isContentAlwaysEmpty(HttpMessage message) {
                        boolean empty = (toHead && first) || super.isContentAlwaysEmpty(message);
                        first = false;
                        return empty;
                    }
                },
                bytes);
    }

    private static List<NettyRead> read(HttpObjectDecoder decoder, byte[] bytes) {
        var channel = new EmbeddedChannel(decoder);
        channel.writeInbound(Unpooled.wrappedBuffer(bytes));
        channel.finish();
        var all = new ArrayList<NettyRead>();
        var content = new StringBuilder();
        String line = "";
        for (HttpObject next = channel.readInbound(); next != null; next = channel.readInbound()) {
            if (next.decoderResult().isFailure()) {
                all.add(new NettyRead("malformed: " + next.decoderResult().cause(), "", false));
                ReferenceCountUtil.release(next);
                continue;
            }
            if (next instanceof HttpMessage head) {
                line = line(head);
                content.setLength(0);
            }
            if (next instanceof HttpContent part) {
                content.append(part.content().toString(StandardCharsets.ISO_8859_1));
            }
            if (next instanceof LastHttpContent) {
                all.add(new NettyRead(line, content.toString(), true));
                line = "";
            }
            ReferenceCountUtil.release(next);
        }
        if (!line.isEmpty()) {
            all.add(new NettyRead(line, content.toString(), false));
        }
        return all;
    }

    private static String line(HttpMessage head) {
        return switch (head) {
            case HttpRequest request -> request.method() + " " + request.uri();
            case HttpResponse response -> String.valueOf(response.status().code());
            default -> throw new AssertionError("neither request nor answer: " + head);
        };
    }
}
