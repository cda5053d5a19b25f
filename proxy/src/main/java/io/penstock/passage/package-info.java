/**
 * The story of one connection, told once, top to bottom, in {@link io.penstock.passage.Passage};
 * the {@link io.penstock.passage.Worker} of each event loop that tells it, and {@link
 * io.penstock.passage.Workers}, all of them, for reload, drain and status. What the outside may
 * learn goes to a {@link io.penstock.passage.Ledger}. Knows neither Micrometer nor the
 * configuration's text.
 */
@NullMarked
package io.penstock.passage;

import org.jspecify.annotations.NullMarked;
