package io.penstock.metrics;

/**
 * All metrics at one instant, as text.
 *
 * @param contentType the format that was chosen
 */
public record Exposition(String contentType, String text) {}
