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
        var current = zone();
        if (current.isEmpty()) { // a reload cannot take it away
            done.accept(Optional.empty());
            return;
        }
        switch (QueryReader.read(message)) {
            case Incoming.Ignored() -> {
                counters.count(asker.protocol(), DnsOutcome.MALFORMED);
                done.accept(Optional.empty());
            }
            case Incoming.Faulty(var code) -> {
                if (judge(asker, current.get()) == RateLimit.Verdict.ANSWER) {
                    boolean broken = code.equals(DnsResponseCode.FORMERR);
                    var outcome = broken ? DnsOutcome.MALFORMED : DnsOutcome.NOT_IMPLEMENTED;
                    counters.count(asker.protocol(), outcome);
                    done.accept(Optional.of(Reply.header(message, code)));
                } else {
                    done.accept(Optional.empty());
                }
            }
            case Incoming.Asked(var query) -> {
                switch (judge(asker, current.get())) {
                    case ANSWER -> answer(query, asker, current.get(), done);
                    case TRUNCATE -> done.accept(Optional.of(cut(query, false)));
                    case DROP -> done.accept(Optional.empty());
                }
            }
        }
    }

    /** Over TCP a client proves its address, and its connections are bounded: no limit there. */
    private RateLimit.Verdict judge(Asker asker, Zone current) {
        if (asker.protocol() == Protocol.TCP) {
            return RateLimit.Verdict.ANSWER;
        }
        int perSecond = current.settings().rateLimit().orElse(RateLimit.DEFAULT_PER_SECOND);
        var verdict = rates.judge(asker.ip(), perSecond, nanos.getAsLong());
        if (verdict != RateLimit.Verdict.ANSWER) {
            counters.count(asker.protocol(), DnsOutcome.RATE_LIMITED);
        }
        return verdict;
    }

    private static byte[] cut(Query query, boolean recursion) {
        return Reply.bare(DnsResponseCode.NOERROR, recursion).truncated(query);
    }

    /** The zone of the current snapshot, made anew only when there is another. */
    private Optional<Zone> zone() {
        var snapshot = snapshots.get();
        if (zone.isEmpty() || !zone.get().isOf(snapshot)) {
            zone = Zone.of(snapshot);
        }
        return zone;
    }

    private void answer(Query query, Asker asker, Zone current, Consumer<Optional<byte[]>> done) {
        var settings = current.settings();
        boolean recursion = !current.routes().isEmpty();
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
            case Finding.Custom(var entries) -> custom(query, asker, current, entries, done);
            case Finding.Outside() -> outside(query, asker, current.routes(), done);
        }
    }

    /** The name is the zone: whatever is said of it, SOA included, holds for nothing else. */
    private void custom(
            Query query,
            Asker asker,
            Zone current,
            List<Entry> entries,
            Consumer<Optional<byte[]>> done) {
        boolean none = entries.isEmpty();
        List<Entry> soa = none ? List.of(new Entry.Authority(current.serial())) : List.of();
        boolean recursion = !current.routes().isEmpty();
        counters.count(asker.protocol(), none ? DnsOutcome.NODATA : DnsOutcome.ANSWERED);
        send(query, asker, reply(false, recursion, entries, soa, query.name()), done);
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

    private void outside(Query query, Asker asker, Routes routes, Consumer<Optional<byte[]>> done) {
        var servers = routes.find(query.name());
        boolean recursion = !routes.isEmpty();
        if (servers.isEmpty()) {
            counters.count(asker.protocol(), DnsOutcome.REFUSED);
            send(query, asker, Reply.bare(DnsResponseCode.REFUSED, recursion), done);
            return;
        }
        forwarder.forward(
                query,
                asker.protocol(),
                servers.get(),
                answer -> {
                    if (answer.isEmpty()) {
                        counters.count(asker.protocol(), DnsOutcome.FORWARD_FAILED);
                        send(query, asker, Reply.bare(DnsResponseCode.SERVFAIL, recursion), done);
                    } else {
                        counters.count(asker.protocol(), DnsOutcome.FORWARDED);
                        boolean fits = answer.get().length <= query.limit(asker.protocol());
                        done.accept(fits ? answer : Optional.of(cut(query, recursion)));
                    }
                });
    }

    private static void send(
            Query query, Asker asker, Reply reply, Consumer<Optional<byte[]>> done) {
        done.accept(Optional.of(reply.bytes(query, query.limit(asker.protocol()))));
    }
}
