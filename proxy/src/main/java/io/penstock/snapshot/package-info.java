/**
 * The one immutable object that every connection reads: {@link io.penstock.snapshot.Snapshot}, and
 * its holder with the one volatile, {@link io.penstock.snapshot.Snapshots}. Does not know where the
 * configuration came from.
 */
@NullMarked
package io.penstock.snapshot;

import org.jspecify.annotations.NullMarked;
