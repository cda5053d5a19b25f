/**
 * From a changed file, signal, request or host address to a new revision: read, compare, plan,
 * bind, swap, or say no and keep what serves. Front door: {@link io.penstock.reload.Reloader},
 * which does all of it on one cold thread of its own. Knows neither sockets nor metrics.
 */
@NullMarked
package io.penstock.reload;

import org.jspecify.annotations.NullMarked;
