/**
 * Names and publishes what the rest reports. Front door: {@link io.penstock.metrics.Metrics}; every
 * name is in {@link io.penstock.metrics.Metric}. Told by all event loops, asked by a worker thread.
 * The only package that knows Micrometer, which keeps the metrics of the process and the JVM; ours
 * are kept as the text that they become ({@link io.penstock.metrics.Families}). It does not know
 * the configuration's text.
 */
@NullMarked
package io.penstock.metrics;

import org.jspecify.annotations.NullMarked;
