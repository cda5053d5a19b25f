package io.penstock.resource;

/**
 * What a resource is told of the client in {@code Forwarded} (RFC 7239) and {@code X-Forwarded-*}
 * ({@code options.http.forwarded}).
 */
public enum Forwarding {
    /** The client's address, behind what the client's own proxies have written. */
    APPEND,
    /** The client's address alone: what came with the request is removed. */
    REPLACE,
    /** Nothing of ours; what came with the request passes. */
    OFF
}
