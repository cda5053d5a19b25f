/**
 * The exchange of HTTP: a client's connection as a sequence of requests, the connections to
 * resources that are kept for them, and each request's way from one to the other. Knows nothing of
 * policy, endpoints or the gateway.
 *
 * <p>There is one engine, for HTTP/1.1 over a {@link io.penstock.http.line.Line}: a bare socket,
 * TLS ({@link io.penstock.http.tls}), or a stream of HTTP/2 ({@link io.penstock.http.h2}), which is
 * a line that speaks HTTP/1.1 on this side. So whatever a client speaks goes together with whatever
 * a resource speaks, with one strictness ({@link io.penstock.http.message}), and the way from bare
 * socket to bare socket has nothing in it that the others need.
 */
@NullMarked
package io.penstock.http;

import org.jspecify.annotations.NullMarked;
