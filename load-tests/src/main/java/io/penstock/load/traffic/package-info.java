/** Loads and the tools that make them; each gives figures of one measurement. */
@NullMarked
package io.penstock.load.traffic;

import org.jspecify.annotations.NullMarked;
