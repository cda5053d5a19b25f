package io.penstock.http.message;

import io.penstock.resource.Forwarding;
import io.penstock.resource.HostHeader;

/** What of requests to one resource is changed on their way. */
public final class RequestRules {
    private final byte[] host;
    private final boolean keepHost;
    private final Forwarding forwarding;
    private final byte[] name;

    /**
     * @param host the resource's host, with its port unless that is the scheme's
     * @param rule which host the resource is asked for; that of a client that names none is its own
     * @param forwarding what is said of the client
     * @param name what this relay is called in Via: a token
     */
    public RequestRules(String host, HostHeader rule, Forwarding forwarding, String name) {
        this.host = Ascii.bytes(host);
        this.keepHost = rule == HostHeader.PRESERVE;
        this.forwarding = forwarding;
        this.name = Ascii.bytes(name);
        if (Authority.check(this.host, 0, this.host.length) != null) {
            throw new IllegalArgumentException("no host, or host and port: " + host);
        }
    }

    byte[] host() {
        return host;
    }

    boolean keepsHost() {
        return keepHost;
    }

    Forwarding forwarding() {
        return forwarding;
    }

    byte[] name() {
        return name;
    }
}
