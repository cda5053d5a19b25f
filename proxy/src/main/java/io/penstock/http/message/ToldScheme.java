package io.penstock.http.message;

import io.penstock.resource.Forwarding;
import io.penstock.resource.NameRule;

/** The scheme that a resource takes for its client's, and may so name in URLs of its own. */
final class ToldScheme {
    private static final byte[] HTTPS = Ascii.bytes("https");

    private ToldScheme() {}

    /**
     * Whether a resource hears of TLS: in X-Forwarded-Proto, which another proxy before us may have
     * written, else by how it is asked. Where no names are rewritten that does not matter: false.
     */
    static boolean isTls(RequestHead request, HeadRules rules, Sender sender) {
        if (rules.names().location() == NameRule.PRESERVE) {
            return false;
        }
        if (rules.forwarding() != Forwarding.REPLACE) {
            var fields = request.fields();
            for (int i = 0; i < fields.count(); i++) {
                if (fields.name(i) == FieldName.X_FORWARDED_PROTO
                        && fields.valueFrom(i) < fields.valueTo(i)) {
                    // The first of a list is the client's.
                    int from = fields.valueFrom(i);
                    return Ascii.startsWith(fields.bytes(), from, fields.valueTo(i), HTTPS);
                }
            }
        }
        return rules.forwarding() == Forwarding.OFF ? rules.origin().usesTls() : sender.usesTls();
    }
}
