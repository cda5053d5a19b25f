package io.penstock.passage;

import io.penstock.http.tls.TlsContexts;
import io.penstock.resource.Exposure;
import io.penstock.snapshot.Snapshot;

/** What of TLS a snapshot needs. */
final class TlsNeeds {
    private TlsNeeds() {}

    static TlsContexts.Needs of(Snapshot snapshot) {
        return new TlsContexts.Needs(
                snapshot.configuration().endpoints().stream()
                        .flatMap(endpoint -> endpoint.options().tls().stream())
                        .toList(),
                snapshot.catalog().exposures().stream()
                        .map(Exposure::options)
                        .flatMap(options -> options.http().stream())
                        .toList());
    }
}
