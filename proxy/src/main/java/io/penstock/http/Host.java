package io.penstock.http;

import io.penstock.http.h2.Breach;
import io.penstock.http.tls.TlsFault;
import io.penstock.relay.Ending.Cause;
import io.penstock.relay.Side;

/** Whom the client speaks with. */
public interface Host {
    /** A request's head is whole: the exchange is to be given an owner and forwarded or refused. */
    void asked(Exchange exchange);

    /** Something came that is no request; once the exchange has an owner it is refused. */
    void misheard(Exchange exchange);

    /** There will be no TLS with the client; {@link #over} follows. */
    void unsecured(TlsFault fault);

    /** The client broke a rule of HTTP/2, or floods; {@link #over} follows. */
    void violated(Breach how);

    /** The client's connection has ended; told once. */
    void over(Cause cause, Side by);
}
