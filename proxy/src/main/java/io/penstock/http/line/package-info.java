/**
 * One connection as two streams of bytes, whatever carries them, and what lies where in the buffer
 * of the loop that they pass through. Knows nothing of HTTP.
 */
@NullMarked
package io.penstock.http.line;

import org.jspecify.annotations.NullMarked;
