/**
 * Which listeners there are ({@link io.penstock.endpoint.Listeners}), who an arrival is for and
 * whether it may come in ({@link io.penstock.endpoint.Reception}). Hands on and forgets. Knows
 * neither the gateway nor the configuration's text, and nothing of the inside of a socket.
 */
@NullMarked
package io.penstock.endpoint;

import org.jspecify.annotations.NullMarked;
