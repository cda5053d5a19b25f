package io.penstock.http;

import io.penstock.net.Ip;
import io.penstock.resource.HttpLimits;

/** Who speaks, how long that may take, and how much may be said. */
public record Parties(Ip client, Terms terms, HttpLimits limits) {}
