/** Real peers and a patient clock for tests on real sockets. */
@NullMarked
package io.penstock.testing;

import org.jspecify.annotations.NullMarked;
