/**
 * What an appliance goes through so that the JVM learns what it will need: a resource, its name
 * server's part played by the demo's, clients of every kind, and an operator. The JVM writes what
 * it learned into a start-up cache when the process ends (JEP 483, 514 and 515). Knows the
 * appliance from outside only.
 */
@NullMarked
package io.penstock.training;

import org.jspecify.annotations.NullMarked;
