package io.penstock.passage;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.resource.ConnectionOptions;
import io.penstock.resource.Endpoint;
import io.penstock.resource.EndpointOptions;
import io.penstock.resource.Exposure;
import io.penstock.resource.Quota;
import io.penstock.testing.Zigi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OccupancyTest {
    private static final long SECOND = 1_000_000_000;

    private final Occupancy occupancy = new Occupancy();

    @Test
    void refusesMoreConnectionsThanTheEndpointMayHave() {
        var exposure = exposure(quota(2, 0), Quota.NONE);
        assertThat(entered(exposure, 0)).isEqualTo(2);

        assertThat(occupancy.enter(exposure, 0))
                .hasValue(
                        new Occupancy.Refusal(
                                CloseReason.CONNECTION_LIMIT,
                                "the endpoint 000000000000/zigi-endpoint has its 2 connections"));
        occupancy.leave(exposure, 0);
        assertThat(occupancy.enter(exposure, 0)).isEmpty();
    }

    @Test
    void refusesMoreNewConnectionsThanTheResourceTakesASecond() {
        var exposure = exposure(Quota.NONE, quota(0, 5));
        assertThat(entered(exposure, 0)).isEqualTo(5);

        assertThat(occupancy.enter(exposure, SECOND / 10))
                .hasValue(
                        new Occupancy.Refusal(
                                CloseReason.CONNECTION_RATE,
                                "the resource configuration 000000000000/zigi-web takes 5 new"
                                        + " connections a second, and has had them"));
        assertThat(entered(exposure, 2 * SECOND / 5)).isEqualTo(2);
    }

    @Test
    void doesNotCountWhatEitherLimitRefuses() {
        var exposure = exposure(quota(100, 100), quota(100, 3));
        assertThat(entered(exposure, 0)).isEqualTo(3);
        for (int i = 0; i < 1000; i++) {
            occupancy.enter(exposure, 0);
        }

        var alone = exposure(quota(100, 100), Quota.NONE);

        assertThat(entered(alone, 0)).as("what the endpoint has left").isEqualTo(97);
        assertThat(occupancy.enter(alone, 0).orElseThrow().detail()).contains("endpoint");
    }

    @Test
    void doesNotUseUpTheRateForThoseWhoFindNoSeat() {
        var full = exposure(quota(1, 10), Quota.NONE);
        assertThat(entered(full, 0)).isEqualTo(1);

        assertThat(entered(exposure(quota(100, 10), Quota.NONE), 0)).isEqualTo(9);
    }

    @Test
    void appliesAChangedQuotaToTheNextConnection() {
        assertThat(entered(exposure(quota(0, 2), Quota.NONE), 0)).isEqualTo(2);
        assertThat(entered(exposure(quota(0, 20), Quota.NONE), SECOND / 10)).isEqualTo(2);
        assertThat(occupancy.enter(exposure(Quota.NONE, Quota.NONE), SECOND / 10)).isEmpty();
    }

    private int entered(Exposure exposure, long now) {
        int entered = 0;
        while (occupancy.enter(exposure, now).isEmpty()) {
            entered++;
        }
        return entered;
    }

    private static Quota quota(int connections, int perSecond) {
        return new Quota(optional(connections), optional(perSecond), OptionalLong.empty());
    }

    private static OptionalInt optional(int value) {
        return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private static Exposure exposure(Quota ofEndpoint, Quota ofResource) {
        var plain = new Zigi().snapshot(1).catalog().exposures().getFirst();
        var endpoint = plain.endpoint();
        var d = ConnectionOptions.DEFAULT;
        return new Exposure(
                new Endpoint(
                        endpoint.identity(),
                        endpoint.configuration(),
                        endpoint.securityGroups(),
                        endpoint.ipAddressType(),
                        endpoint.bindings(),
                        endpoint.privateDns(),
                        new EndpointOptions(
                                List.of(), Map.of(), List.of(), ofEndpoint, Optional.empty())),
                plain.resource(),
                plain.child(),
                plain.gateway(),
                plain.target(),
                plain.ports(),
                plain.customDomain(),
                new ConnectionOptions(
                        d.timeouts(),
                        d.portMappings(),
                        ofResource,
                        d.balancing(),
                        d.health(),
                        d.proxyProtocol(),
                        d.whenUnshared(),
                        d.http()),
                plain.bindings());
    }
}
