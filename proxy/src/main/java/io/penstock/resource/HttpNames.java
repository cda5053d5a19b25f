package io.penstock.resource;

/**
 * Client and resource know the resource by different names; which of those in heads are changed
 * ({@code host}, {@code location} and {@code cookieDomain} of {@code options.http}).
 *
 * @param host rewritten, the resource is asked for its own domain, or its address where it has
 *     none: what a virtual host expects
 * @param location rewritten, a URL of the resource's own origin in Location becomes a path, which
 *     the client takes for one of the name that it asked (RFC 9110 section 10.2.2)
 * @param cookieDomain rewritten, a cookie for the resource's domain is one for the name that the
 *     client asked, and for no other (RFC 6265 section 4.1.2.3)
 */
public record HttpNames(NameRule host, NameRule location, NameRule cookieDomain) {
    /** The resource is asked for its own domain; what it answers stays. */
    public static final HttpNames DEFAULT =
            new HttpNames(NameRule.REWRITE, NameRule.PRESERVE, NameRule.PRESERVE);
}
