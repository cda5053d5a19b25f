/**
 * TLS over a {@link io.penstock.http.line.Line line}, and the contexts that its engines are made
 * from. Knows nothing of messages.
 */
@NullMarked
package io.penstock.http.tls;

import org.jspecify.annotations.NullMarked;
