package io.penstock.explain;

import static io.penstock.testing.Zigi.ip;
import static io.penstock.testing.Zigi.rule;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.gateway.Candidate;
import io.penstock.gateway.Health;
import io.penstock.gateway.LookupOutcome;
import io.penstock.gateway.Pool;
import io.penstock.gateway.Resolution;
import io.penstock.resource.Definition;
import io.penstock.testing.Zigi;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainerTest {
    private static final Map<String, String> QUESTION =
            Map.of("from", "10.9.1.5", "endpoint", "zigi-endpoint");

    private Resolution resolution = addresses("10.0.1.20");
    private Health.State health = Health.State.UNKNOWN;

    @Test
    void tellsEveryStageOfAnAllowedConnection() {
        health = Health.State.HEALTHY;

        var explanation =
                explain(new Zigi().mapping(80, 8080).egress(rule("r", "8080", "10.0.0.0/8")));

        assertThat(explanation.allowed()).isTrue();
        assertThat(texts(explanation))
                .containsExactly(
                        "endpoint ok: 000000000000/zigi-endpoint (vpce-5ded832856243c4e5) listens"
                                + " on 10.9.0.10, port 80",
                        "ingress ok: 10.9.1.5 may come in by app-in ingress[0]: 10.9.0.0/16 port"
                                + " 80",
                        "target ok: 000000000000/zigi-web: web.zigi.internal port 8080 through"
                                + " resource gateway 000000000000/zigi-rgw; last seen healthy",
                        "resolution ok: 10.0.1.20",
                        "egress ok: 10.0.1.20:8080 may be dialed by r: 10.0.0.0/8 port 8080; from"
                                + " 10.0.1.10");
    }

    @Test
    void endsWhereNoRuleLetsTheClientIn() {
        var explanation = explain(new Zigi().ingress(rule("r", "81", "10.9.0.0/16")));

        assertThat(explanation.allowed()).isFalse();
        assertThat(explanation.steps()).hasSize(2);
        assertThat(explanation.steps().getLast())
                .isEqualTo(
                        Step.refused(
                                Step.Stage.INGRESS,
                                "no ingress rule lets 10.9.1.5 come to port 80",
                                "/securityGroups 000000000000/app-in: ingress"));
    }

    @Test
    void goesOnWhereThePolicyIsOnTrial() {
        var explanation = explain(new Zigi().report().ingress().egress());

        assertThat(explanation.allowed()).isTrue();
        assertThat(explanation.steps())
                .filteredOn(step -> step.mark() == Step.Mark.ON_TRIAL)
                .extracting(Step::stage)
                .containsExactly(Step.Stage.INGRESS, Step.Stage.EGRESS);
    }

    @Test
    void endsWhereTheNameDoesNotResolve() {
        resolution = new Resolution.Nothing(LookupOutcome.NXDOMAIN, "10.0.1.2:53 says so");

        assertThat(explain(new Zigi()).steps().getLast())
                .isEqualTo(
                        Step.refused(
                                Step.Stage.RESOLUTION,
                                "web.zigi.internal gives no address: nxdomain: 10.0.1.2:53 says so",
                                "/resourceGateways 000000000000/zigi-rgw: options/dnsServers is"
                                        + " [10.0.1.2:53]"));
    }

    @Test
    void judgesEachAddressAndNeedsOne() {
        resolution = addresses("2001:db8::1", "169.254.169.254", "10.0.2.1", "10.0.1.20");

        var explanation = explain(new Zigi());

        assertThat(explanation.allowed()).isTrue();
        assertThat(explanation.steps())
                .filteredOn(step -> step.stage() == Step.Stage.EGRESS)
                .extracting(Step::mark)
                .containsExactly(
                        Step.Mark.REFUSED, Step.Mark.REFUSED, Step.Mark.REFUSED, Step.Mark.OK);
        assertThat(texts(explanation))
                .contains(
                        "egress refused: 2001:db8::1 is of an IP version that the gateway does not"
                                + " dial");
    }

    @Test
    void refusesWhereNoAddressMayBeDialed() {
        resolution = addresses("10.0.2.1");

        var explanation = explain(new Zigi());

        assertThat(explanation.allowed()).isFalse();
        assertThat(explanation.steps().getLast())
                .isEqualTo(
                        Step.refused(
                                Step.Stage.EGRESS,
                                "10.0.2.1:80 no egress rule covers it",
                                "/securityGroups 000000000000/web-out: egress"));
    }

    @Test
    void judgesTheAddressAskedForInsteadOfAsking() {
        resolution = new Resolution.Nothing(LookupOutcome.BAD_ANSWER, "must not be asked");

        var explanation = explain(new Zigi(), with("to", "10.0.1.30"));

        assertThat(texts(explanation)).contains("resolution ok: 10.0.1.30, as asked for");
        assertThat(explanation.allowed()).isTrue();
    }

    @Test
    void asksNobodyForAnAddress() {
        resolution = new Resolution.Nothing(LookupOutcome.BAD_ANSWER, "must not be asked");

        assertThat(explain(new Zigi().target(new Definition.Address(ip("10.0.1.9")))).allowed())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "000000000000/zigi-endpoint",
                "vpce-5ded832856243c4e5",
                "zigi-endpoint.penstock.internal",
                "ZIGI-endpoint.000000000000.penstock.internal."
            })
    void knowsAnEndpointByEachOfItsNames(String name) {
        assertThat(explain(new Zigi(), with("endpoint", name)).allowed()).isTrue();
    }

    @Test
    void saysWhichEndpointsThereAre() {
        assertThat(explain(new Zigi(), with("endpoint", "zigi")).steps())
                .containsExactly(
                        Step.refused(
                                Step.Stage.ENDPOINT,
                                "there is no endpoint zigi, so the name does not resolve",
                                "/endpoints has 000000000000/zigi-endpoint"));
    }

    @Test
    void saysWhichPortsThereAre() {
        var explanation = explain(new Zigi(), with("port", "443"));

        assertThat(explanation.steps().getLast().look())
                .contains("/resourceConfigurations 000000000000/zigi-web: portRanges is 80");
    }

    @Test
    void isWrittenAsJson() {
        assertThat(explain(new Zigi(), with("endpoint", "x")).toJson())
                .isEqualToIgnoringWhitespace(
                        """
                        {"allowed": false, "revision": 7, "steps": [{
                          "stage": "endpoint",
                          "result": "refused",
                          "text": "there is no endpoint x, so the name does not resolve",
                          "look": "/endpoints has 000000000000/zigi-endpoint"
                        }]}
                        """);
    }

    @ParameterizedTest
    @CsvSource({
        "from, 10.9.1, from: the client's IP address is needed",
        "endpoint, ' ', endpoint: the name of an endpoint is needed",
        "port, 0, port: 1 to 65535",
        "port, 65536, port: 1 to 65535",
        "to, web.zigi.internal, to: an IP address",
        "source, 10.9.1.5, unknown parameter: source",
    })
    void refusesAQuestionThatIsNone(String parameter, String value, String problem) {
        assertThat(Query.of(with(parameter, value)))
                .isInstanceOfSatisfying(
                        Asked.Wrongly.class,
                        wrongly -> assertThat(wrongly.problem()).startsWith(problem));
    }

    private static Map<String, String> with(String parameter, String value) {
        var all = new HashMap<>(QUESTION);
        all.put(parameter, value);
        return all;
    }

    private Explanation explain(Zigi zigi) {
        return explain(zigi, QUESTION);
    }

    private Explanation explain(Zigi zigi, Map<String, String> question) {
        var explainer =
                new Explainer((_, _) -> resolution, _ -> health, _ -> new Pool(System::nanoTime));
        return switch (Query.of(question)) {
            case Query query -> explainer.explain(query, zigi.snapshot(7));
            case Asked.Wrongly(var problem) -> throw new AssertionError(problem);
        };
    }

    private static Resolution addresses(String... ips) {
        return new Resolution.Found(
                Stream.of(ips).map(Zigi::ip).map(Candidate::of).toList(), false);
    }

    private static List<String> texts(Explanation explanation) {
        return explanation.steps().stream()
                .map(s -> s.stage().label() + " " + s.mark().label() + ": " + s.text())
                .toList();
    }
}
