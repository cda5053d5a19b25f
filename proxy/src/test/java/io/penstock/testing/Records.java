package io.penstock.testing;

import static io.penstock.testing.Zigi.ip;

import io.penstock.net.IpPort;
import io.penstock.passage.CloseReason;
import io.penstock.passage.ClosedBy;
import io.penstock.passage.ConnectionRecord;
import io.penstock.policy.Denial;
import io.penstock.policy.Grounds;
import io.penstock.resource.Exposure;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Connections that have ended. */
public final class Records {
    private static final Grounds IN =
            new Grounds.ByRule(Zigi.rule("app-in ingress[0]", "80", "10.9.0.0/16"));
    private static final Grounds OUT =
            new Grounds.ByRule(Zigi.rule("web-out egress[0]", "80", "10.0.1.0/24"));

    private Records() {}

    /** One that reached its resource. */
    public static ConnectionRecord relayed(Exposure exposure, CloseReason reason, ClosedBy by) {
        return record(
                exposure,
                Optional.of(address("10.0.1.10", 49288)),
                new ConnectionRecord.Decisions(Optional.of(IN), Optional.of(OUT), Optional.empty()),
                new ConnectionRecord.Outcome(reason, by, 73, 615, Optional.empty()));
    }

    /** One that passed only because its groups report. */
    public static ConnectionRecord onTrial(Exposure exposure) {
        var wouldBe = new Grounds.OnTrial(denial(Denial.Reason.NO_RULE));
        return record(
                exposure,
                Optional.of(address("10.0.1.10", 49288)),
                new ConnectionRecord.Decisions(
                        Optional.of(wouldBe), Optional.of(wouldBe), Optional.empty()),
                new ConnectionRecord.Outcome(
                        CloseReason.CLOSED, ClosedBy.CLIENT, 73, 615, Optional.empty()));
    }

    /** One that was refused for a reason of policy. */
    public static ConnectionRecord denied(
            Exposure exposure, CloseReason reason, Denial.Reason why) {
        return record(
                exposure,
                Optional.empty(),
                new ConnectionRecord.Decisions(
                        Optional.empty(), Optional.empty(), Optional.of(denial(why))),
                new ConnectionRecord.Outcome(
                        reason, ClosedBy.PENSTOCK, 0, 0, Optional.of(denial(why).detail())));
    }

    /** One that was refused otherwise. */
    public static ConnectionRecord refused(Exposure exposure, CloseReason reason, String detail) {
        return record(
                exposure,
                Optional.empty(),
                new ConnectionRecord.Decisions(Optional.of(IN), Optional.empty(), Optional.empty()),
                new ConnectionRecord.Outcome(reason, ClosedBy.PENSTOCK, 0, 0, Optional.of(detail)));
    }

    private static Denial denial(Denial.Reason why) {
        return new Denial(why, "no rule covers it");
    }

    private static ConnectionRecord record(
            Exposure exposure,
            Optional<IpPort> gateway,
            ConnectionRecord.Decisions decisions,
            ConnectionRecord.Outcome outcome) {
        boolean reached = gateway.isPresent();
        return new ConnectionRecord(
                "5f3a-0-1",
                7,
                exposure,
                new ConnectionRecord.Parties(
                        address("10.9.0.100", 44076),
                        address("10.9.0.10", 80),
                        gateway,
                        reached ? Optional.of(address("10.0.1.20", 80)) : Optional.empty(),
                        Optional.empty()),
                new ConnectionRecord.Timing(
                        Instant.parse("2026-11-23T10:10:10.123456Z"),
                        1_500_000_000L,
                        reached ? OptionalLong.of(2_345_678) : OptionalLong.empty(),
                        reached ? OptionalLong.of(801_234) : OptionalLong.empty()),
                decisions,
                outcome);
    }

    private static IpPort address(String ip, int port) {
        return new IpPort(ip(ip), port);
    }
}
