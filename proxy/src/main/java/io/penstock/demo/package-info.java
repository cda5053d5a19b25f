/**
 * What the demo needs beside the appliance: a sample web resource, a sample DNS server that alone
 * knows its name, and the demo's configuration with what the command line changes in it. Knows the
 * appliance's values only.
 */
@NullMarked
package io.penstock.demo;

import org.jspecify.annotations.NullMarked;
