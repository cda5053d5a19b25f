/**
 * HTTP/2 over a {@link io.penstock.http.line.Line line}: frames are the codec's, and each stream is
 * a line that speaks HTTP/1.1 on this side. Knows nothing of exchanges.
 */
@NullMarked
package io.penstock.http.h2;

import org.jspecify.annotations.NullMarked;
