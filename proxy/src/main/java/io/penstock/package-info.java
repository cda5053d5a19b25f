/** The process: commands and wiring, nothing else. */
@NullMarked
package io.penstock;

import org.jspecify.annotations.NullMarked;
