package io.penstock.reload;

import io.penstock.snapshot.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * Which keys of {@code appliance} differ between two revisions.
 *
 * @param restart a line for each of them that is fixed while the appliance runs
 */
record SettingsDiff(List<Change> changes, List<String> restart) {
    /** A key as it stands in the file, how to get at its value, and whether it is fixed. */
    private record Key(String name, Function<Settings, Object> value, boolean fixed) {}

    private static final List<Key> KEYS =
            List.of(
                    new Key("account", Settings::account, true),
                    new Key("admin", Settings::admin, true),
                    new Key("adminTokenFile", Settings::adminTokenFile, false),
                    new Key("dns.listen", s -> s.dns().map(Settings.Dns::listen), true),
                    new Key("dns.zone", s -> s.dns().map(Settings.Dns::zone), true),
                    new Key("dns.allowFrom", s -> s.dns().map(Settings.Dns::allowFrom), false),
                    new Key("dns.forward", s -> s.dns().map(Settings.Dns::forward), false),
                    new Key("dns.rateLimit", s -> s.dns().map(Settings.Dns::rateLimit), false),
                    new Key("publicDnsServers", Settings::publicDnsServers, false),
                    new Key("addressPool", Settings::addressPool, false),
                    new Key("verifiedDomains", Settings::verifiedDomains, false),
                    new Key("metadataAddresses", Settings::metadataAddresses, false),
                    new Key("nat64Prefixes", Settings::nat64Prefixes, false),
                    new Key("drain", Settings::drain, false),
                    new Key("accessLog", Settings::accessLog, false),
                    new Key("engine", Settings::engine, true));

    static SettingsDiff between(Settings before, Settings after) {
        var changes = new ArrayList<Change>();
        var restart = new ArrayList<String>();
        for (var key : KEYS) {
            if (Objects.equals(key.value().apply(before), key.value().apply(after))) {
                continue;
            }
            changes.add(new Change(Change.Of.SETTING, Change.How.CHANGED, key.name()));
            if (key.fixed()) {
                restart.add(
                        "appliance."
                                + key.name()
                                + " is fixed while the appliance runs: restart it,"
                                + " or write the old value again");
            }
        }
        return new SettingsDiff(List.copyOf(changes), List.copyOf(restart));
    }
}
