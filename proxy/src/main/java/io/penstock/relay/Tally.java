package io.penstock.relay;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The bytes that were read from each side: of one relay, or of all that add to it. Written by one
 * loop alone, read by any thread: a reader sees each number whole and, sooner or later, up to date.
 */
public final class Tally {
    private static final VarHandle CLIENT = handle("fromClient");
    private static final VarHandle SERVER = handle("fromServer");

    private long fromClient;
    private long fromServer;

    /** Nothing yet. */
    public Tally() {}

    /** Bytes read from the client so far. */
    public long fromClient() {
        return (long) CLIENT.getOpaque(this);
    }

    /** Bytes read from the server so far. */
    public long fromServer() {
        return (long) SERVER.getOpaque(this);
    }

    /** So many more. On the loop. */
    public void addFromClient(int bytes) {
        CLIENT.setOpaque(this, fromClient + bytes);
    }

    /** So many more. On the loop. */
    public void addFromServer(int bytes) {
        SERVER.setOpaque(this, fromServer + bytes);
    }

    private static VarHandle handle(String field) {
        try {
            return MethodHandles.lookup().findVarHandle(Tally.class, field, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
