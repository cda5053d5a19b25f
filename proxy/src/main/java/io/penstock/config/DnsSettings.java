package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.net.IpPort;
import io.penstock.snapshot.Settings.Dns;
import io.penstock.snapshot.Settings.Forward;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads {@code appliance.dns}. */
final class DnsSettings {
    private static final String ZONE = "penstock.internal";

    /** The longest name in the zone is {@code <40>.<12>.<zone>}; DNS carries 253. */
    private static final int MAX_ZONE = 190;

    private static final int MAX_RATE = 10_000_000;

    private DnsSettings() {}

    static Optional<Dns> read(Fields fields) {
        fields.require("listen", "listen: [\"10.9.0.2:53\"]");
        var listen = fields.list("listen", Literals::ipPort);
        if (new HashSet<>(listen).size() < listen.size()) {
            fields.problems().error(fields.at("listen"), "an address is here twice");
        }
        var zone = fields.one("zone", Words.domainOfAtMost(MAX_ZONE)).orElse(ZONE);
        var allowFrom = fields.list("allowFrom", Literals::cidr);
        var open = listen.stream().filter(at -> !at.ip().isLoopback()).findFirst();
        if (open.isPresent() && fields.isEmpty("allowFrom")) {
            fields.problems()
                    .error(
                            fields.at("listen"),
                            "%s is not loopback, so `allowFrom` must say who may ask; for example `allowFrom: [10.9.0.0/16]`"
                                    .formatted(open.get()));
        }
        var rate =
                fields.one("rateLimit", Literals.number(1, MAX_RATE))
                        .map(OptionalInt::of)
                        .orElseGet(OptionalInt::empty);
        return Optional.of(
                new Dns(
                        listen,
                        zone,
                        allowFrom,
                        forward(fields.inner("forward"), zone, listen),
                        rate));
    }

    private static List<Forward> forward(Fields fields, String zone, List<IpPort> listen) {
        var all = new ArrayList<Forward>();
        for (var key : fields.written()) {
            var servers = fields.list(key, Literals::dnsServer);
            var suffix = Words.suffix(key, fields.keyAt(key), fields.problems());
            if (servers.isEmpty()) {
                fields.problems()
                        .error(fields.keyAt(key), "`" + key + "` needs at least one DNS server");
            }
            servers.stream()
                    .filter(listen::contains)
                    .forEach(self ->
                            fields.problems()
                                    .error(fields.at(key), self + " is this DNS server itself"));
            if (suffix.filter(text -> text.equals(zone) || text.endsWith("." + zone)).isPresent()) {
                fields.problems()
                        .warning(
                                fields.keyAt(key),
                                "`%s` is never forwarded: this server answers for `%s`"
                                        .formatted(key, zone));
            }
            suffix.ifPresent(text -> all.add(new Forward(text, servers)));
        }
        return all;
    }
}
