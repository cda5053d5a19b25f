package io.penstock.gateway;

import io.penstock.net.IpPort;

/**
 * What is known of one address of a resource.
 *
 * @param address with its port; of several ports the first
 * @param connections of ours that are open there, or are being opened
 */
public record AddressHealth(IpPort address, AddressState state, int connections) {}
