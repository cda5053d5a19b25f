package io.penstock.config;

import io.penstock.config.yaml.Fields;
import io.penstock.resource.EndpointTls;
import io.penstock.resource.EndpointTls.ClientAuth;
import io.penstock.resource.ResourceConfiguration;
import java.util.List;
import java.util.Optional;

/** Reads {@code options.tls} of an endpoint. */
final class TlsSettings {
    private enum Asked {
        REQUIRED,
        OPTIONAL
    }

    private TlsSettings() {}

    /** What {@code tls} says; empty: nothing, or something is wrong, which was reported. */
    static Optional<EndpointTls> read(Fields options, TlsFiles files) {
        if (!options.has("tls")) {
            return Optional.empty();
        }
        var tls = options.inner("tls");
        var clients = clients(tls, files);
        var minimum =
                tls.one("minVersion", Literals.choice(EndpointTls.Version.class))
                        .orElse(EndpointTls.Version.TLS1_2);
        return files.credentials(tls, "certificate", "key")
                .map(own -> new EndpointTls(own, clients, minimum));
    }

    private static ClientAuth clients(Fields tls, TlsFiles files) {
        var authorities = files.authorities(tls, "clientCa");
        var asked = tls.one("clientAuth", Literals.choice(Asked.class));
        if (asked.isPresent() && !tls.has("clientCa")) {
            tls.problems()
                    .error(
                            tls.keyAt("clientAuth"),
                            "`clientAuth` needs `clientCa`: who vouches for clients; for example `clientCa: clients.pem`");
        }
        boolean required = asked.orElse(Asked.REQUIRED) == Asked.REQUIRED;
        return authorities
                .<ClientAuth>map(all -> new ClientAuth.Asked(all, required))
                .orElse(new ClientAuth.None());
    }

    /** TLS ends at an endpoint only where what is in it is relayed per request. */
    static void belong(Fields options, ResourceConfiguration configuration) {
        if (!options.has("tls")) {
            return;
        }
        for (var name : plain(configuration)) {
            options.problems()
                    .error(
                            options.keyAt("tls"),
                            "`tls` goes with `applicationProtocol: HTTP`, which `%s` does not have: there TLS passes through to the resource, untouched; leave it out"
                                    .formatted(name));
        }
    }

    private static List<String> plain(ResourceConfiguration configuration) {
        return switch (configuration) {
            case ResourceConfiguration.Single it -> plain(it, it.options().http().isPresent());
            case ResourceConfiguration.Child it -> plain(it, it.options().http().isPresent());
            case ResourceConfiguration.Cidrs it -> plain(it, it.options().http().isPresent());
            case ResourceConfiguration.Group it -> plain(it.children());
            case ResourceConfiguration.Arn it -> plain(it.children());
        };
    }

    private static List<String> plain(ResourceConfiguration configuration, boolean http) {
        return http ? List.of() : List.of(configuration.identity().name());
    }

    private static List<String> plain(List<ResourceConfiguration.Child> children) {
        return children.stream().flatMap(child -> plain(child).stream()).toList();
    }
}
