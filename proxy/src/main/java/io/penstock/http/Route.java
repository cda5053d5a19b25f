package io.penstock.http;

import io.penstock.http.message.HeadRules;
import io.penstock.relay.Tally;

/**
 * What all requests of one event loop to one port of one resource have in common.
 *
 * @param rules what of them and of their answers is changed
 * @param terms how long they may take
 * @param retries whether one that may be sent twice is
 * @param sum where their bytes are added to those of others; of this loop alone
 */
public record Route(HeadRules rules, Terms terms, boolean retries, Tally sum) {}
