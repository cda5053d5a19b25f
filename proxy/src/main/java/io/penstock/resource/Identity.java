package io.penstock.resource;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Who an object is: kind, owner and name, and the ID and ARN that follow from them. The ID is the
 * same on every machine and after every restart, so names made of it can be handed out.
 */
public final class Identity {
    private static final int HEX_DIGITS = 17;

    private final Kind kind;
    private final String owner;
    private final String name;
    private final String id;
    private final String arn;

    private Identity(Kind kind, String owner, String name) {
        this.kind = kind;
        this.owner = owner;
        this.name = name;
        this.id = kind.prefix() + "-" + hash(kind.prefix() + "|" + owner + "|" + name);
        this.arn = "arn:penstock:" + owner + ":" + id;
    }

    /**
     * The identity of an object.
     *
     * @param owner the account that made it, twelve digits
     * @param name unique among the owner's objects of that kind
     */
    public static Identity of(Kind kind, String owner, String name) {
        return new Identity(kind, owner, name);
    }

    private static String hash(String text) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    /** What it is. */
    public Kind kind() {
        return kind;
    }

    /** The account that made it. */
    public String owner() {
        return owner;
    }

    /** Its name, unique among its owner's objects of its kind. */
    public String name() {
        return name;
    }

    /** {@code rgw-}, {@code rcfg-}, {@code vpce-} or {@code sg-} and 17 hexadecimal digits. */
    public String id() {
        return id;
    }

    /** The name that logs use: {@code arn:penstock:<owner>:<id>}. */
    public String arn() {
        return arn;
    }

    /** As a reference in a configuration: {@code owner/name}. */
    public String reference() {
        return owner + "/" + name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Identity that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return reference();
    }
}
