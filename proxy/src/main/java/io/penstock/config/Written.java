package io.penstock.config;

import io.penstock.config.ConfigReader.Objects;
import io.penstock.config.yaml.Fields;
import io.penstock.config.yaml.Place;
import io.penstock.resource.Endpoint;
import io.penstock.resource.Identity;
import java.util.HashMap;
import java.util.Map;

/** What was written of endpoints and resource configurations, for problems that name them. */
final class Written {
    private final Map<Identity, Fields> byIdentity = new HashMap<>();

    Written(Objects objects) {
        objects.configurations()
                .register()
                .entries()
                .forEach(entry -> byIdentity.put(entry.identity(), entry.fields()));
        objects.endpoints()
                .register()
                .entries()
                .forEach(entry -> byIdentity.put(entry.identity(), entry.fields()));
    }

    /** Of an endpoint. */
    Fields of(Endpoint endpoint) {
        return of(endpoint.identity());
    }

    /** Of an object that was read; of a child that came with an ARN, the ARN's. */
    Fields of(Identity identity) {
        var fields = byIdentity.get(identity);
        if (fields == null) {
            throw new IllegalStateException("nobody wrote " + identity);
        }
        return fields;
    }

    /** Where a configuration's custom domain comes from. */
    static Place customDomain(Fields configuration) {
        var definition = configuration.inner("resourceConfigurationDefinition");
        return definition.has("arnResource")
                ? definition.inner("arnResource").at("arn")
                : configuration.at("customDomainName");
    }
}
