package io.penstock.snapshot;

import io.penstock.resource.Exposure;

/**
 * Two that a DNS server would have to answer differently for under one name.
 *
 * @param name the domain, a wildcard perhaps
 * @param first who has it, by the order of the configuration
 */
public record NameClash(String name, Exposure first, Exposure second) {}
