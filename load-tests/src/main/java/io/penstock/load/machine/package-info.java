/** The machine and its processes: programs, children that never outlive the run, CPU and memory. */
@NullMarked
package io.penstock.load.machine;

import org.jspecify.annotations.NullMarked;
