/**
 * The command line: one class for each command. Front door: {@link io.penstock.command.Commands}.
 * Runs on the main thread and may block. Sees a running appliance only as {@link
 * io.penstock.command.Running}, or through its admin server.
 */
@NullMarked
package io.penstock.command;

import org.jspecify.annotations.NullMarked;
