/**
 * What the JDK does not offer of Linux, called with the foreign-function API. Front doors: {@link
 * io.penstock.linux.TcpSocket}, {@link io.penstock.linux.Sends}, {@link io.penstock.linux.Device}
 * and {@link io.penstock.linux.SocketLookup}. Where something is not to be had, they say why. Of
 * Penstock it knows addresses alone.
 */
@NullMarked
package io.penstock.linux;

import org.jspecify.annotations.NullMarked;
