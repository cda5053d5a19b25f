package io.penstock.policy;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;

/** The answer of {@link EgressPolicy#decide}. */
public sealed interface Verdict {
    /**
     * Permission to dial exactly this address and port. Only an {@link EgressPolicy} makes one, and
     * it is all that a connect takes: code that has not asked cannot dial.
     */
    final class Allow implements Verdict {
        private final IpPort target;
        private final Grounds grounds;

        Allow(Ip address, int port, Grounds grounds) {
            this.target = new IpPort(address, port);
            this.grounds = grounds;
        }

        /** What may be dialed. */
        public IpPort target() {
            return target;
        }

        /** Why it may. */
        public Grounds grounds() {
            return grounds;
        }

        @Override
        public String toString() {
            return "Allow[" + target + ", " + grounds + "]";
        }
    }

    /** It may not be dialed. */
    record Deny(Ip address, int port, Denial denial) implements Verdict {}
}
