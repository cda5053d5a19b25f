package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Cidr;
import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.net.PortRange;
import io.penstock.net.Ports;
import io.penstock.policy.EgressPolicy;
import io.penstock.policy.Enforcement;
import io.penstock.policy.OwnListeners;
import io.penstock.policy.Rule;
import io.penstock.policy.SecurityGroup;
import io.penstock.policy.Surroundings;
import io.penstock.policy.Verdict;
import io.penstock.resource.Balancing;
import io.penstock.resource.HealthCheck;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private static final EgressPolicy ANYWHERE =
            new EgressPolicy(
                    List.of(
                            new SecurityGroup(
                                    "out",
                                    List.of(),
                                    List.of(
                                            new Rule(
                                                    "out egress[0]",
                                                    Ports.of(new PortRange(1, 65535)),
                                                    new Cidr(Ip.v4(10 << 24), 8))),
                                    Enforcement.ENFORCE)),
                    Surroundings.of(List.of(), List.of(), new OwnListeners(Map.of(), Set.of())));

    private final Random random = new Random(11);

    private static Choice.Option option(int host, int priority, int weight) {
        var verdict = ANYWHERE.decide(Ip.v4((10 << 24) | host), 80);
        var permit = (Verdict.Allow) verdict;
        return new Choice.Option(permit, new Member(permit.target()), priority, weight);
    }

    private static List<Choice.Option> options(int count) {
        var options = new ArrayList<Choice.Option>();
        for (int host = 1; host <= count; host++) {
            options.add(option(host, 0, 1));
        }
        return options;
    }

    private IpPort first(List<Choice.Option> options, Balancing balancing, Ip client, int turn) {
        return choice(options, balancing, client, turn).next().permit().target();
    }

    private Choice choice(List<Choice.Option> options, Balancing how, Ip client, int turn) {
        var rules = new Choice.Rules(how, client, random, turn);
        return Choice.of(options, HealthCheck.PASSIVE, rules, 0);
    }

    private static List<IpPort> all(Choice choice) {
        var order = new ArrayList<IpPort>();
        while (!choice.isEmpty()) {
            order.add(choice.next().permit().target());
        }
        return order;
    }

    private static Ip client(int number) {
        return Ip.v4((192 << 24) | number);
    }

    /** Losing one address moves its clients and no others; they spread over what is left. */
    @Test
    void aClientKeepsItsAddressWhenAnotherIsLost() {
        var options = options(8);
        var before = new HashMap<Ip, IpPort>();
        for (int i = 0; i < 4_000; i++) {
            before.put(client(i), first(options, Balancing.SOURCE_IP_HASH, client(i), i));
        }
        for (int lost = 0; lost < options.size(); lost++) {
            var gone = options.get(lost).permit().target();
            var left = new ArrayList<>(options);
            left.remove(lost);
            Collections.shuffle(left, random); // answers come in any order
            var heirs = new HashMap<IpPort, Integer>();
            before.forEach((client, address) -> {
                var now = first(left, Balancing.SOURCE_IP_HASH, client, 0);
                if (address.equals(gone)) {
                    heirs.merge(now, 1, Integer::sum);
                } else {
                    assertThat(now).isEqualTo(address);
                }
            });
            assertThat(heirs).hasSize(7);
            assertThat(heirs.values()).allMatch(clients -> clients > 30 && clients < 130);
        }
    }

    @Test
    void theAddressWithTheFewestConnectionsIsNeverBeatenByOneWithMore() {
        var options = options(2);
        options.getFirst().member().entered();

        for (int i = 0; i < 100; i++) {
            assertThat(first(options, Balancing.LEAST_CONNECTIONS, client(i), i))
                    .isEqualTo(options.getLast().permit().target());
        }
    }

    @Test
    void leastConnectionsSpreadsLongConnectionsEvenly() {
        var options = options(5);
        for (int i = 0; i < 1_000; i++) {
            var chosen = choice(options, Balancing.LEAST_CONNECTIONS, client(i), i).next();
            chosen.member().entered();
        }

        assertThat(options).allMatch(o -> Math.abs(o.member().connections() - 200) <= 10);
    }

    @Test
    void inTurnEachComesEquallyOftenWhateverTheOrderOfTheAnswer() {
        var options = options(4);
        var counts = new HashMap<IpPort, Integer>();
        for (int turn = 0; turn < 400; turn++) {
            Collections.shuffle(options, random);
            counts.merge(first(options, Balancing.ROUND_ROBIN, client(1), turn), 1, Integer::sum);
        }

        assertThat(counts).hasSize(4);
        assertThat(counts.values()).containsOnly(100);
    }

    @Test
    void servicesAreTriedByPriorityAndSharedByWeight() {
        var heavy = option(1, 10, 90);
        var light = option(2, 10, 10);
        var spare = option(3, 20, 100);
        for (var balancing : Balancing.values()) {
            int heavies = 0;
            for (int i = 0; i < 2_000; i++) {
                var order = all(choice(List.of(spare, light, heavy), balancing, client(i), i));
                assertThat(order).hasSize(3).last().isEqualTo(spare.permit().target());
                heavies += order.getFirst().equals(heavy.permit().target()) ? 1 : 0;
            }
            if (balancing != Balancing.LEAST_CONNECTIONS) { // there the load decides
                assertThat(heavies).as(balancing.name()).isBetween(1_700, 1_900);
            }
        }
    }

    @Test
    void anEjectedAddressIsLeftOutAndTheNextPriorityTakesOver() {
        var one = option(1, 10, 1);
        var two = option(2, 10, 1);
        var spare = option(3, 20, 1);
        var options = List.of(one, two, spare);
        one.member().failed(0, 1);

        assertThat(all(choice(options, Balancing.ROUND_ROBIN, client(1), 0)))
                .containsExactly(two.permit().target(), spare.permit().target());
        two.member().failed(0, 1);
        assertThat(all(choice(options, Balancing.ROUND_ROBIN, client(1), 0)))
                .containsExactly(spare.permit().target());
    }

    @Test
    void neverLeavesAllOut() {
        var options = options(4);
        options.subList(0, 2).forEach(option -> option.member().failed(0, 1));
        assertThat(all(choice(options, Balancing.ROUND_ROBIN, client(1), 0))).hasSize(2);

        // Less than half are fit: all are used.
        options.get(2).member().failed(0, 1);
        assertThat(all(choice(options, Balancing.ROUND_ROBIN, client(1), 0))).hasSize(4);
        options.get(3).member().failed(0, 1);
        assertThat(all(choice(options, Balancing.ROUND_ROBIN, client(1), 0))).hasSize(4);
    }
}
