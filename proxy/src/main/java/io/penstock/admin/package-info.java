/**
 * What an operator sees and does over HTTP: liveness, readiness, metrics, state, explain, reload,
 * drain. Front door: {@link io.penstock.admin.AdminServer}; {@link io.penstock.admin.Listing} says
 * the same about a configuration that nothing runs yet. It runs on one of Vert.x's event loops and
 * does what takes time on Vert.x's worker threads. Knows neither the relay nor the inside of the
 * gateway: what it shows and sets off comes to it as functions in {@link
 * io.penstock.admin.AdminView}.
 */
@NullMarked
package io.penstock.admin;

import org.jspecify.annotations.NullMarked;
