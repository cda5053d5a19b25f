package io.penstock.load.machine;

import java.util.OptionalDouble;

/**
 * CPU that processes used while something happened.
 *
 * @param accounted seconds, by the processes' own accounting
 * @param sampled seconds, by sampling the whole machine: whatever is found on a processor under
 *     their pids, accounted or not; empty where that is not possible
 */
public record Usage(double accounted, OptionalDouble sampled) {}
