package io.penstock.reload;

import io.penstock.policy.SecurityGroup;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Identity;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceGateway;
import io.penstock.snapshot.Configuration;
import io.penstock.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one revision changes against another. An object counts as changed by what is its own: an
 * endpoint does not change because its gateway does.
 *
 * @param changes by kind, then by name
 * @param listening what of it clients can see
 * @param restart what of them is fixed while the appliance runs, and how to change it; a line each
 */
public record ReloadPlan(List<Change> changes, Listening listening, List<String> restart) {
    /** Sorts and copies. */
    public ReloadPlan {
        changes = changes.stream().sorted().toList();
        restart = List.copyOf(restart);
    }

    /** What leads from one revision to another. */
    public static ReloadPlan between(Snapshot before, Snapshot after) {
        var settings = SettingsDiff.between(before.settings(), after.settings());
        var changes = new ArrayList<>(settings.changes());
        var old = before.configuration();
        var now = after.configuration();
        changes.addAll(diff(Change.Of.SECURITY_GROUP, groups(old), groups(now)));
        changes.addAll(diff(Change.Of.GATEWAY, gateways(old), gateways(now)));
        changes.addAll(diff(Change.Of.CONFIGURATION, configurations(old), configurations(now)));
        changes.addAll(diff(Change.Of.ENDPOINT, endpoints(old), endpoints(now)));
        changes.addAll(diff(Change.Of.HOST, before.host().devices(), after.host().devices()));
        return new ReloadPlan(changes, Listening.between(before, after), settings.restart());
    }

    private static List<Change> diff(Change.Of of, Map<String, ?> before, Map<String, ?> after) {
        var names = new TreeSet<String>(before.keySet());
        names.addAll(after.keySet());
        var changes = new ArrayList<Change>();
        for (var name : names) {
            if (!before.containsKey(name)) {
                changes.add(new Change(of, Change.How.ADDED, name));
            } else if (!after.containsKey(name)) {
                changes.add(new Change(of, Change.How.REMOVED, name));
            } else if (!before.get(name).equals(after.get(name))) {
                changes.add(new Change(of, Change.How.CHANGED, name));
            }
        }
        return changes;
    }

    private static Map<String, SecurityGroup> groups(Configuration configuration) {
        var groups = new HashMap<String, SecurityGroup>();
        Stream.concat(
                        configuration.gateways().stream().map(ResourceGateway::securityGroups),
                        configuration.endpoints().stream().map(Endpoint::securityGroups))
                .flatMap(List::stream)
                .forEach(group -> groups.put(group.name(), group));
        return groups;
    }

    private static Map<String, ResourceGateway> gateways(Configuration configuration) {
        return byName(configuration.gateways(), ResourceGateway::identity, OwnPart::of);
    }

    private static Map<String, ResourceConfiguration> configurations(Configuration configuration) {
        return byName(configuration.configurations(), ResourceConfiguration::identity, OwnPart::of);
    }

    private static Map<String, Endpoint> endpoints(Configuration configuration) {
        return byName(configuration.endpoints(), Endpoint::identity, OwnPart::of);
    }

    private static <T> Map<String, T> byName(
            List<T> objects, Function<T, Identity> identity, Function<T, T> ownPart) {
        return objects.stream()
                .collect(Collectors.toMap(o -> identity.apply(o).reference(), ownPart));
    }

    /** Whether nothing changes but, perhaps, comments and layout. */
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    /** For the log, a line for each change. */
    public List<String> lines() {
        return changes.stream().map(Change::toString).toList();
    }
}
