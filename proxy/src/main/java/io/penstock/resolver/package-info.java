/**
 * Asks DNS servers for the addresses of a name or the places of a service, from a given source
 * address or device, without blocking. Front doors: {@link io.penstock.resolver.Resolver} for
 * addresses, {@link io.penstock.resolver.Upstream} for whole messages. Everything is confined to
 * one event loop. Knows neither policy nor resources and keeps nothing between two questions: who
 * asks also caches.
 */
@NullMarked
package io.penstock.resolver;

import org.jspecify.annotations.NullMarked;
