package io.penstock.http;

import io.penstock.net.IpPort;
import io.penstock.resource.HttpLimits;

/** Who speaks, how long that may take, and how much may be said. */
public record Parties(IpPort client, Terms terms, HttpLimits limits) {}
