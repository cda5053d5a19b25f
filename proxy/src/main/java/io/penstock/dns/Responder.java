package io.penstock.dns;

import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.penstock.resolver.Protocol;
import io.penstock.snapshot.Settings;
import io.penstock.snapshot.Snapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The story of one query: read it, see whether its sender may ask, answer it from the zone or have
 * it answered. Confined to one loop.
 *
 * <p>Who may not ask is told so, since an operator then sees what is wrong at once instead of a
 * time-out; the reply is never larger than the query, and counts against the rate limit.
 */
final class Responder {
    private static final int MAX_NETWORKS = 10_000;
    private static final int FIRST_OF_META_TYPES = DnsRecordType.TKEY.intValue();

    private final Supplier<Snapshot> snapshots;
    private final Forwarder forwarder;
    private final DnsCounters counters;
    private final LongSupplier nanos;
    private final RateLimit rates = new RateLimit(MAX_NETWORKS);
    private Optional<Zone> zone = Optional.empty();

    Responder(
            Supplier<Snapshot> snapshots,
            Forwarder forwarder,
            DnsCounters counters,
            LongSupplier nanos) {
        this.snapshots = snapshots;
        this.forwarder = forwarder;
        this.counters = counters;
        this.nanos = nanos;
    }

    /**
     * Takes a message.
     *
     * @param done called once on the loop, now or later, with the reply, or empty for none
     */
    void respond(byte[] message, Asker asker, Consumer<Optional<byte[]>> done) {
        var incoming = QueryReader.read(message);
        if (incoming instanceof Incoming.Ignored) {
            counters.count(asker.protocol(), DnsOutcome.MALFORMED);
            done.accept(Optional.empty());
            return;
        }
        var current = zone();
        if (current.isEmpty()) { // a reload cannot take it away
            done.accept(Optional.empty());
            return;
        }
        var limited = limited(incoming, asker, current.get().settings());
        if (limited.isPresent()) {
            counters.count(asker.protocol(), DnsOutcome.RATE_LIMITED);
            done.accept(limited.get());
            return;
        }
        switch (incoming) {
            case Incoming.Asked(var query) -> answer(query, asker, current.get(), done);
            case Incoming.Faulty(var code) -> {
                boolean known = code.equals(DnsResponseCode.FORMERR);
                counters.count(
                        asker.protocol(),
                        known ? DnsOutcome.MALFORMED : DnsOutcome.NOT_IMPLEMENTED);
                done.accept(Optional.of(Reply.header(message, code)));
            }
            case Incoming.Ignored _ -> {} // was answered with nothing above
        }
    }

    /** The zone of the current snapshot, made anew only when there is another. */
    private Optional<Zone> zone() {
        var snapshot = snapshots.get();
        if (zone.isEmpty() || !zone.get().isOf(snapshot)) {
            zone = Zone.of(snapshot);
        }
        return zone;
    }

    /** What to send instead of an answer; empty if the asker is under its limit. */
    private Optional<Optional<byte[]>> limited(
            Incoming incoming, Asker asker, Settings.Dns settings) {
        if (asker.protocol() == Protocol.TCP) { // proves its address; bounded by connections
            return Optional.empty();
        }
        int perSecond = settings.rateLimit().orElse(RateLimit.DEFAULT_PER_SECOND);
        return switch (rates.judge(asker.ip(), perSecond, nanos.getAsLong())) {
            case ANSWER -> Optional.empty();
            case DROP -> Optional.of(Optional.empty());
            case TRUNCATE ->
                    Optional.of(
                            incoming instanceof Incoming.Asked(var query)
                                    ? Optional.of(
                                            Reply.bare(DnsResponseCode.NOERROR, false)
                                                    .truncated(query))
                                    : Optional.empty());
        };
    }

    private void answer(Query query, Asker asker, Zone current, Consumer<Optional<byte[]>> done) {
        var settings = current.settings();
        boolean recursion = !settings.forward().isEmpty();
        var refusal = refusal(query, asker, settings);
        if (refusal.isPresent()) {
            boolean unknown = refusal.get().equals(DnsResponseCode.BADVERS_OR_BADSIG);
            counters.count(
                    asker.protocol(), unknown ? DnsOutcome.NOT_IMPLEMENTED : DnsOutcome.REFUSED);
            send(query, asker, Reply.bare(refusal.get(), recursion), done);
            return;
        }
        var zoneName = settings.zone();
        var soa = List.<Entry>of(new Entry.Authority(current.serial()));
        switch (current.find(query.name(), query.type(), asker.local())) {
            case Finding.Found(var entries) -> {
                counters.count(asker.protocol(), DnsOutcome.ANSWERED);
                send(query, asker, reply(false, recursion, entries, List.of(), zoneName), done);
            }
            case Finding.NoData() -> {
                counters.count(asker.protocol(), DnsOutcome.NODATA);
                send(query, asker, reply(false, recursion, List.of(), soa, zoneName), done);
            }
            case Finding.NoSuchName() -> {
                counters.count(asker.protocol(), DnsOutcome.NXDOMAIN);
                send(query, asker, reply(true, recursion, List.of(), soa, zoneName), done);
            }
            case Finding.Outside() -> outside(query, asker, settings, done);
        }
    }

    private static Optional<DnsResponseCode> refusal(
            Query query, Asker asker, Settings.Dns settings) {
        if (!asker.mayAsk(settings)) {
            return Optional.of(DnsResponseCode.REFUSED);
        }
        if (query.edns().isPresent() && query.edns().get().version() > 0) {
            return Optional.of(DnsResponseCode.BADVERS_OR_BADSIG);
        }
        boolean transfersOrMeta =
                query.type() >= FIRST_OF_META_TYPES && query.type() < DnsRecordType.ANY.intValue();
        boolean served = query.dnsClass() == DnsRecord.CLASS_IN && !transfersOrMeta;
        return served ? Optional.empty() : Optional.of(DnsResponseCode.REFUSED);
    }

    private static Reply reply(
            boolean noSuchName,
            boolean recursion,
            List<Entry> answers,
            List<Entry> authority,
            String zone) {
        var code = noSuchName ? DnsResponseCode.NXDOMAIN : DnsResponseCode.NOERROR;
        return new Reply(code, true, recursion, answers, authority, zone);
    }

    private void outside(
            Query query, Asker asker, Settings.Dns settings, Consumer<Optional<byte[]>> done) {
        var servers = Forwarder.servers(settings.forward(), query.name());
        boolean recursion = !settings.forward().isEmpty();
        if (servers.isEmpty()) {
            counters.count(asker.protocol(), DnsOutcome.REFUSED);
            send(query, asker, Reply.bare(DnsResponseCode.REFUSED, recursion), done);
            return;
        }
        forwarder.forward(
                query,
                asker.protocol(),
                servers,
                answer -> {
                    if (answer.isEmpty()) {
                        counters.count(asker.protocol(), DnsOutcome.FORWARD_FAILED);
                        send(query, asker, Reply.bare(DnsResponseCode.SERVFAIL, recursion), done);
                    } else {
                        counters.count(asker.protocol(), DnsOutcome.FORWARDED);
                        boolean fits = answer.get().length <= query.limit(asker.protocol());
                        var cut = Reply.bare(DnsResponseCode.NOERROR, recursion);
                        done.accept(fits ? answer : Optional.of(cut.truncated(query)));
                    }
                });
    }

    private static void send(
            Query query, Asker asker, Reply reply, Consumer<Optional<byte[]>> done) {
        done.accept(Optional.of(reply.bytes(query, query.limit(asker.protocol()))));
    }
}
