/**
 * Turns a target into a connected leg, or says why not: resolves (with a cache that refreshes
 * ahead), asks the egress policy about each address, dials the ones it allows, in time. Front door:
 * {@link io.penstock.gateway.Gateway}, one per event loop. Knows neither endpoints nor
 * configurations' text.
 */
@NullMarked
package io.penstock.gateway;

import org.jspecify.annotations.NullMarked;
