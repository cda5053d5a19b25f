/**
 * What the JDK does not offer of Linux, called with the foreign-function API on plain ints (file
 * descriptors). Front doors: {@link io.penstock.linux.SendQueue}, {@link
 * io.penstock.linux.Connect}, {@link io.penstock.linux.Device} and {@link
 * io.penstock.linux.SocketLookup}, each with {@code available()} and a reason. Any thread. Knows
 * nothing else of Penstock.
 */
@NullMarked
package io.penstock.linux;

import org.jspecify.annotations.NullMarked;
