/**
 * From the files that a user wrote to a {@link io.penstock.snapshot.Snapshot}, or to everything
 * that is wrong with them at once. The front door is {@link io.penstock.config.ConfigReader}. It
 * blocks on files, so it belongs on no event loop. It knows no sockets and does not look at the
 * host: what the host has is given to it.
 */
@NullMarked
package io.penstock.config;

import org.jspecify.annotations.NullMarked;
