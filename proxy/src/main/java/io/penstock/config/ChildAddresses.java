package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.resource.ResourceConfiguration;
import io.penstock.resource.ResourceConfiguration.Arn;
import io.penstock.resource.ResourceConfiguration.Child;
import java.util.List;
import java.util.stream.Collectors;

/** Judges {@code options.childAddresses} of an endpoint by the children that there are. */
final class ChildAddresses {
    private ChildAddresses() {}

    /**
     * Reports labels that no child has. What an ARN stands for comes and goes without the author of
     * the endpoint, so there it is no mistake; of one that nothing resolves nothing is known.
     */
    static void belong(Fields own, ResourceConfiguration configuration) {
        var children = of(configuration);
        for (var label : own.written()) {
            if (children.stream().anyMatch(child -> child.label().equals(label))) {
                continue;
            }
            var message =
                    "`%s` has no child `%s`%s"
                            .formatted(configuration.identity().name(), label, known(children));
            if (!(configuration instanceof Arn)) {
                own.problems().error(own.keyAt(label), message);
            } else if (!children.isEmpty()) {
                own.problems().warning(own.keyAt(label), message);
            }
        }
    }

    /** Whether every child has addresses there, so that the endpoint needs none. */
    static boolean areComplete(Fields own, ResourceConfiguration configuration) {
        var children = of(configuration);
        return !children.isEmpty() && children.stream().allMatch(c -> own.has(c.label()));
    }

    private static List<Child> of(ResourceConfiguration configuration) {
        return switch (configuration) {
            case ResourceConfiguration.Group group -> group.children();
            case Arn arn -> arn.children();
            case ResourceConfiguration.Single _, Child _, ResourceConfiguration.Cidrs _ ->
                    List.of();
        };
    }

    private static String known(List<Child> children) {
        return children.isEmpty()
                ? ", nor any other"
                : "; it has "
                        + children.stream().map(Child::label).collect(Collectors.joining(", "));
    }
}
