/**
 * The mechanics of HTTP, message by message: heads, bodies, what of them is changed on the way, and
 * the exchange between a client's connection and one to a resource. Refuses whatever two readers
 * could take for two different messages. Knows nothing of policy, endpoints or the gateway.
 *
 * <p>There is one engine, for HTTP/1.1 over a {@link io.penstock.http.Line}: a bare socket, TLS, or
 * a stream of HTTP/2, which is a line that speaks HTTP/1.1 on this side. So whatever a client
 * speaks goes together with whatever a resource speaks, with one strictness, and the way from bare
 * socket to bare socket has nothing in it that the others need.
 */
@NullMarked
package io.penstock.http;

import org.jspecify.annotations.NullMarked;
