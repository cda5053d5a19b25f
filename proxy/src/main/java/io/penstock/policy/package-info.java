/**
 * Which addresses may be dialed and which clients may come in: {@link
 * io.penstock.policy.EgressPolicy} and {@link io.penstock.policy.IngressPolicy} are pure functions
 * of addresses and ports. They know no name, no DNS and no clock, and every verdict carries the
 * rule or the reason that decided it.
 */
@NullMarked
package io.penstock.policy;

import org.jspecify.annotations.NullMarked;
