/**
 * Addresses, ports, ranges and CIDRs as values. An {@link io.penstock.net.Ip} is one 128-bit
 * number, so that IPv4 and IPv6 need no two ways through the code. Knows nothing but the JDK; does
 * no I/O and never asks a resolver.
 */
@NullMarked
package io.penstock.net;

import org.jspecify.annotations.NullMarked;
