/**
 * Moves bytes between two bare TCP sockets, faithfully: half-closes and resets pass as what they
 * are, and what is held is bounded. Front door: {@link io.penstock.relay.Relay#join}; a {@link
 * io.penstock.relay.Loop} is one event loop as the relay sees it, a {@link io.penstock.relay.Leg}
 * one socket. Everything here runs on the loop of its socket; nothing is shared between loops.
 * Knows nothing of resources, configuration or metrics.
 *
 * <p>How bytes move: {@code recv} into the loop's one buffer, {@code send} from it to the other
 * socket at once. What that one does not take is kept, and as long as anything is kept the first is
 * not read. So the end of a stream is only ever read when everything before it has been passed on,
 * and can itself be passed on at once.
 */
@NullMarked
package io.penstock.relay;

import org.jspecify.annotations.NullMarked;
