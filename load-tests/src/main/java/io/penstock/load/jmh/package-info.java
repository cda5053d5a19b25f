/** JMH benchmarks of Penstock's hot pieces. */
@NullMarked
package io.penstock.load.jmh;

import org.jspecify.annotations.NullMarked;
