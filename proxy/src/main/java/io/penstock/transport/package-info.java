/**
 * Gives out seized legs: accepts them on one listening socket for each event loop, and dials them.
 * Front doors: {@link io.penstock.transport.Loops} (Vert.x's event loops as relay loops), {@link
 * io.penstock.transport.Listeners}, {@link io.penstock.transport.LookupListener} (whole ranges
 * through the kernel's socket lookup) and {@link io.penstock.transport.Dialer}. Arrivals and dials
 * run on the loop of their socket; what runs on any thread says so. The only package that sees
 * Vert.x's internals. Knows nothing of resources, configuration or metrics.
 */
@NullMarked
package io.penstock.transport;

import org.jspecify.annotations.NullMarked;
