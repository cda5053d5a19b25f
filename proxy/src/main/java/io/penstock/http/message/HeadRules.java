package io.penstock.http.message;

import io.penstock.resource.Forwarding;
import io.penstock.resource.HttpNames;
import io.penstock.resource.NameRule;

/**
 * What of requests to one resource, and of its answers, is changed on their way.
 *
 * @param origin the resource's own
 * @param names which are changed; a client that names no host asks for the resource's own
 * @param forwarding what is said of the client
 */
public record HeadRules(Origin origin, HttpNames names, Forwarding forwarding) {
    private static final byte[] HTTPS = Ascii.bytes("https");

    /**
     * Whether the resource takes its client for one that uses TLS, and may name that scheme in URLs
     * of its own: by X-Forwarded-Proto, which another proxy before us may have written, else by how
     * it is asked itself. Where no URLs are rewritten that does not matter: false.
     */
    public boolean tellsTls(RequestHead request, Sender sender) {
        if (names.location() == NameRule.PRESERVE) {
            return false;
        }
        var fields = request.fields();
        for (int i = 0; i < fields.count() && forwarding != Forwarding.REPLACE; i++) {
            int from = fields.valueFrom(i);
            int to = fields.valueTo(i);
            if (fields.name(i) == FieldName.X_FORWARDED_PROTO && from < to) {
                return Ascii.startsWith(fields.bytes(), from, to, HTTPS); // of several the client's
            }
        }
        return forwarding == Forwarding.OFF ? origin.usesTls() : sender.usesTls();
    }
}
