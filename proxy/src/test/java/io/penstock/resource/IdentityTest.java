package io.penstock.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityTest {
    /**
     * Written out, from {@code printf 'vpce|000000000000|zigi-endpoint' | sha256sum | cut -c1-17}:
     * a change would change the names that clients use.
     */
    @ParameterizedTest
    @CsvSource({
        "ENDPOINT, zigi-endpoint, vpce-5ded832856243c4e5",
        "RESOURCE_CONFIGURATION, zigi-web, rcfg-c52e7418e895b94a9",
        "RESOURCE_GATEWAY, zigi-rgw, rgw-3a3ff1409b83c1e73",
        "SECURITY_GROUP, web-out, sg-4f046b8fd3307c044",
    })
    void hasTheSameIdEverywhere(Kind kind, String name, String id) {
        assertThat(Identity.of(kind, "000000000000", name).id()).isEqualTo(id);
    }

    @Test
    void differsByKindOwnerAndName() {
        var one = Identity.of(Kind.ENDPOINT, "000000000000", "web");

        assertThat(one)
                .isEqualTo(Identity.of(Kind.ENDPOINT, "000000000000", "web"))
                .hasSameHashCodeAs(Identity.of(Kind.ENDPOINT, "000000000000", "web"))
                .isNotEqualTo(Identity.of(Kind.RESOURCE_GATEWAY, "000000000000", "web"))
                .isNotEqualTo(Identity.of(Kind.ENDPOINT, "000000000001", "web"))
                .isNotEqualTo(Identity.of(Kind.ENDPOINT, "000000000000", "web2"));
    }

    @Test
    void isNamedInLogsAndConfigurations() {
        var identity = Identity.of(Kind.ENDPOINT, "000000000000", "zigi-endpoint");

        assertThat(identity.arn()).isEqualTo("arn:penstock:000000000000:" + identity.id());
        assertThat(identity.reference()).isEqualTo("000000000000/zigi-endpoint");
        assertThat(identity).hasToString("000000000000/zigi-endpoint");
        assertThat(identity.kind()).isEqualTo(Kind.ENDPOINT);
        assertThat(identity.owner()).isEqualTo("000000000000");
        assertThat(identity.name()).isEqualTo("zigi-endpoint");
    }
}
