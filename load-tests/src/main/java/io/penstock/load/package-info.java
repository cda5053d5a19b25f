/** The benchmark: Penstock and its peers under equal loads on one machine. Starts here. */
@NullMarked
package io.penstock.load;

import org.jspecify.annotations.NullMarked;
