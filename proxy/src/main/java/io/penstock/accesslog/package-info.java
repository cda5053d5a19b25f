/**
 * One JSON line for each connection at its end, and for each refusal. Front door: {@link
 * io.penstock.accesslog.AccessLog}, told by all event loops, which write the lines; one thread of
 * its own gives them to the destination. Does not know the configuration's text.
 */
@NullMarked
package io.penstock.accesslog;

import org.jspecify.annotations.NullMarked;
