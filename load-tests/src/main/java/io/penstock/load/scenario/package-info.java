/** Which load meets which proxies, and what is expected of it. */
@NullMarked
package io.penstock.load.scenario;

import org.jspecify.annotations.NullMarked;
