/**
 * YAML as values that know where they were written: {@link io.penstock.config.yaml.Document} reads
 * bytes, {@link io.penstock.config.yaml.Fields} looks at a mapping key by key, and {@link
 * io.penstock.config.yaml.Problems} collects what is wrong. Any one thread. Does not know what the
 * keys mean.
 */
@NullMarked
package io.penstock.config.yaml;

import org.jspecify.annotations.NullMarked;
