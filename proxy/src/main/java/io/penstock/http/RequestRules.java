package io.penstock.http;

/** What of requests to one resource is changed on their way. */
final class RequestRules {
    private final byte[] host;
    private final boolean keepHost;
    private final Forwarding forwarding;
    private final byte[] name;

    /**
     * @param host the resource's host, with its port unless that is the scheme's
     * @param keepHost whether the resource sees the host that the client asked for, if it named one
     * @param forwarding what is said of the client
     * @param name what this relay is called in Via: a token
     */
    RequestRules(String host, boolean keepHost, Forwarding forwarding, String name) {
        this.host = Ascii.bytes(host);
        this.keepHost = keepHost;
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
