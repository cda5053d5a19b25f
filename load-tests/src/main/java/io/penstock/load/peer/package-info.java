/** What is measured, and what stands behind it: each proxy with the configuration that it gets. */
@NullMarked
package io.penstock.load.peer;

import org.jspecify.annotations.NullMarked;
