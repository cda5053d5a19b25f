/**
 * The authoritative server of the zone, over UDP and TCP: answers from the snapshot, and hands on
 * to other servers what lies outside. Front door: {@link io.penstock.dns.DnsServer}. All of it runs
 * on one event loop, so nothing here is shared. It writes its own few kinds of records, since
 * owners are always a suffix of the question and are sent as pointers into it. Knows no endpoint's
 * insides, no gateway and no metrics library.
 */
@NullMarked
package io.penstock.dns;

import org.jspecify.annotations.NullMarked;
