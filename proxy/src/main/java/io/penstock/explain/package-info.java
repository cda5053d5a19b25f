/**
 * Tells what would happen to a connection, stage by stage, without opening it. Front door: {@link
 * io.penstock.explain.Explainer}, a pure function over the same policies, catalog and gateway
 * values that a connection meets; any thread. What a name resolves to is asked of whoever calls.
 * Knows neither sockets nor metrics.
 */
@NullMarked
package io.penstock.explain;

import org.jspecify.annotations.NullMarked;
