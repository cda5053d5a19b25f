package io.penstock.gateway;

/** A connection's place in the count of its address. On the connection's loop. */
public final class Seat {
    private final Member member;
    private boolean released;

    /** Of a member that was entered. */
    Seat(Member member) {
        this.member = member;
    }

    /** Gives it back, when the connection has ended; a second time does nothing. */
    public void release() {
        if (!released) {
            released = true;
            member.left();
        }
    }
}
