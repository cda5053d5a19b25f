/**
 * The command line, and the commands that ask: one class for each. Front door: {@link
 * io.penstock.command.Commands}. Runs on the main thread and may block. Sees a running appliance
 * through its admin server only; the commands that run one lie beside it.
 */
@NullMarked
package io.penstock.command;

import org.jspecify.annotations.NullMarked;
