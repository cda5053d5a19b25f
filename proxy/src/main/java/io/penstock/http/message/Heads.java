package io.penstock.http.message;

import io.penstock.resource.HttpLimits;
import java.util.ArrayDeque;

/**
 * Heads to read messages to, used again and again: few of a loop's connections have one that is not
 * whole. One for each loop, and on its thread. Whoever takes a head gives it back, once.
 */
public final class Heads {
    /** Of what we write ourselves: more than of what comes. */
    private static final HttpLimits OURS = new HttpLimits(64 << 10, 1100, 48 << 10, 1);

    private static final int MOST_SPARE = 64;

    private final ArrayDeque<RequestHead> requests = new ArrayDeque<>();
    private final ArrayDeque<ResponseHead> answers = new ArrayDeque<>();

    /** None yet: they are made as they are needed. */
    public Heads() {}

    /** To read a request that comes. */
    public RequestHead takeRequest(HttpLimits limits) {
        var spare = requests.pollLast();
        return (spare == null ? new RequestHead() : spare).clear(limits);
    }

    /**
     * To read an answer that comes.
     *
     * @param request the method that it answers
     * @param upgradeAsked whether the request asked for another protocol
     * @param http2 whether it comes by HTTP/2
     */
    public ResponseHead takeAnswer(
            HttpLimits limits, Method request, boolean upgradeAsked, boolean http2) {
        var spare = answers.pollLast();
        return (spare == null ? new ResponseHead() : spare)
                .clear(limits, request, upgradeAsked, http2);
    }

    /** To read a request that we have written ourselves. */
    public RequestHead takeOwnRequest() {
        return takeRequest(OURS);
    }

    /** To read an answer that we have written ourselves. */
    public ResponseHead takeOwnAnswer(Method request) {
        return takeAnswer(OURS, request, false, false);
    }

    /** It is not used any more. */
    public void giveBack(RequestHead head) {
        if (requests.size() < MOST_SPARE) {
            requests.addLast(head);
        }
    }

    /** It is not used any more. */
    public void giveBack(ResponseHead head) {
        if (answers.size() < MOST_SPARE) {
            answers.addLast(head);
        }
    }
}
