package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.resource.HealthCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final HealthCheck CHECK = HealthCheck.PASSIVE; // fall 3, rise 2

    private final Member member = new Member(new IpPort(Ip.v4(1), 80));

    @Test
    void isEjectedAfterSoManyFailuresInARowAndASuccessForgetsThem() {
        for (int i = 0; i < 4; i++) {
            assertThat(member.failed(0, 5)).isFalse();
        }
        member.connected();
        for (int i = 0; i < 4; i++) {
            assertThat(member.failed(0, 5)).isFalse();
        }

        assertThat(member.failed(0, 5)).isTrue();
        assertThat(member.state(0)).isEqualTo(AddressState.EJECTED);
        assertThat(member.state(10 * SECOND)).isEqualTo(AddressState.HEALTHY);
    }

    @Test
    void isEjectedTwiceAsLongEachTimeAndFiveMinutesAtMost() {
        long now = 0;
        var lengths = new ArrayList<Long>();
        for (int i = 0; i < 8; i++) {
            for (int f = 0; f < 3 && member.isHealthy(now); f++) {
                member.failed(now, 3);
            }
            long from = now;
            while (!member.isHealthy(now)) {
                now += SECOND;
            }
            lengths.add((now - from) / SECOND);
        }

        assertThat(lengths).isEqualTo(List.of(10L, 20L, 40L, 80L, 160L, 300L, 300L, 300L));
        member.connected();
        for (int f = 0; f < 3; f++) {
            member.failed(now, 3);
        }
        assertThat(member.state(now + 10 * SECOND)).isEqualTo(AddressState.HEALTHY);
    }

    @Test
    void aConnectThatFailsWhileItIsEjectedChangesNothing() {
        assertThat(member.failed(0, 1)).isTrue();
        assertThat(member.failed(5 * SECOND, 1)).isFalse();

        assertThat(member.isHealthy(10 * SECOND)).isTrue();
    }

    @Test
    void fallsAndRisesByChecksInARow() {
        check(false, false);
        check(true);
        check(false, false);
        assertThat(member.isHealthy(0)).isTrue();
        check(false);
        assertThat(member.state(0)).isEqualTo(AddressState.UNHEALTHY);

        check(true, false, true);
        assertThat(member.isHealthy(0)).isFalse();
        check(true);
        assertThat(member.isHealthy(0)).isTrue();
    }

    @Test
    void checksThatAreTakenAwayLeaveItFit() {
        check(false, false, false);
        member.unchecked();

        assertThat(member.isHealthy(0)).isTrue();
    }

    private void check(boolean... passed) {
        for (boolean each : passed) {
            member.checked(each, CHECK);
        }
    }
}
