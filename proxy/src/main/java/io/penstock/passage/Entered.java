package io.penstock.passage;

import io.penstock.net.IpPort;
import io.penstock.relay.Leg;
import io.penstock.snapshot.Snapshot;

/**
 * A client that was let in.
 *
 * @param from where it came from, also as a load balancer in front has said
 * @param destination which it came to
 */
record Entered(Leg leg, Snapshot snapshot, IpPort from, IpPort destination, Story story) {}
