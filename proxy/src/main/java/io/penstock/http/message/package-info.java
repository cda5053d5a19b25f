/**
 * Messages of HTTP/1, byte by byte: heads and bodies as they are read, what of them is refused
 * because two readers could take it for two different messages, and heads as they are written on.
 * Pure: knows no sockets, no clocks and no connections.
 */
@NullMarked
package io.penstock.http.message;

import org.jspecify.annotations.NullMarked;
