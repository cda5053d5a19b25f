package io.penstock.http;

import java.util.Locale;

/**
 * Why a request is answered by Penstock instead of the resource: a status, and the error of RFC
 * 9209 section 2.3 that {@code Proxy-Status} names.
 */
public enum Refusal {
    /** The client's message is ambiguous or not HTTP; which status, {@link Malformed} says. */
    BAD_REQUEST(400, "http_request_error", "The request is malformed"),
    /** The client did not send the whole request in time. */
    REQUEST_TIMEOUT(408, "http_request_error", "The request did not come in time"),
    /** TRACE would show a client what proxies add for the resource alone. */
    METHOD_REFUSED(501, "http_request_error", "The method is not served here"),
    /** The client bounded how far the request goes, and it goes no further (RFC 9110, 7.6.2). */
    LAST_HOP(200, "proxy_internal_response", "The request came as far as it was to come"),
    /** The name that the client asks for is none of the resources' there. */
    NO_SUCH_NAME(421, "destination_not_found", "No resource of that name is served here"),
    /** Policy lets nobody reach the resource, or not from there. */
    DENIED(403, "http_request_denied", "The request is denied by policy"),
    /** The egress policy allows none of the resource's addresses. */
    ADDRESS_DENIED(403, "destination_ip_prohibited", "The resource's address is denied by policy"),
    /** The resource's name gave no address. */
    NOT_RESOLVED(502, "dns_error", "The resource's name does not resolve"),
    /** The name servers did not answer in time. */
    RESOLVING_TIMEOUT(504, "dns_timeout", "The resource's name was not resolved in time"),
    /** The resource's host refused the connection. */
    CONNECTION_REFUSED(502, "connection_refused", "The resource refuses connections"),
    /** There is no way to the resource. */
    UNREACHABLE(502, "destination_ip_unroutable", "There is no way to the resource"),
    /** A connection could not be made for another reason. */
    CONNECT_FAILED(502, "destination_unavailable", "The resource cannot be connected"),
    /** No address of the resource answered in time. */
    CONNECT_TIMEOUT(504, "connection_timeout", "The resource did not answer in time"),
    /** TLS with the resource failed. */
    TLS_FAILED(502, "tls_protocol_error", "TLS with the resource failed"),
    /** The resource's certificate is not to be believed. */
    CERTIFICATE(502, "tls_certificate_error", "The resource's certificate is not valid"),
    /** The resource closed the connection instead of answering. */
    CONNECTION_LOST(502, "connection_terminated", "The resource closed the connection"),
    /** The resource's answer is ambiguous or not HTTP. */
    BAD_ANSWER(502, "http_protocol_error", "The resource's answer is malformed"),
    /** The resource did not begin to answer in time. */
    ANSWER_TIMEOUT(504, "http_response_timeout", "The resource did not answer in time"),
    /** A limit on connections or requests is reached. */
    LIMIT(503, "connection_limit_reached", "A limit is reached; try again later"),
    /** Penstock stops, or the endpoint is no more. */
    STOPPING(503, "destination_unavailable", "The service stops; try again"),
    /** A fault of Penstock's own; its log tells. */
    INTERNAL(500, "proxy_internal_error", "Internal error");

    private final int status;
    private final String error;
    private final String title;

    Refusal(int status, String error, String title) {
        this.status = status;
        this.error = error;
        this.title = title;
    }

    /** The status that a client gets. */
    public int status() {
        return status;
    }

    /** The error of RFC 9209. */
    public String error() {
        return error;
    }

    /** What a client is told: a sentence that gives away nothing. */
    public String title() {
        return title;
    }

    /** The name in logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
