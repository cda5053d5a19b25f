package io.penstock.resolver;

/**
 * One place where a service is offered: an SRV record (RFC 2782).
 *
 * @param host whose addresses are to be asked for, as a {@link Question} takes it
 * @param port 1 to 65535
 * @param priority the lower ones are tried first; 0 to 65535
 * @param weight the share of those with the same priority; 0 to 65535
 */
public record Service(String host, int port, int priority, int weight) {}
