package io.penstock.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.net.Ip;
import io.penstock.net.IpPort;
import io.penstock.resolver.Answer;
import io.penstock.resolver.Families;
import io.penstock.resolver.Question;
import io.penstock.resolver.Servers;
import io.penstock.resource.DnsResolution;
import io.penstock.resource.Exposure;
import io.penstock.resource.Identity;
import io.penstock.resource.IpAddressType;
import io.penstock.resource.Kind;
import io.penstock.resource.ResourceGateway;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AddressBookTest {
    private static final Ip ONE = Ip.parse("10.0.0.1").orElseThrow();
    private static final Ip TWO = Ip.parse("10.0.0.2").orElseThrow();
    private static final Servers SERVERS = Servers.of(IpPort.parse("10.0.0.53:53").orElseThrow());
    private static final ResourceGateway GATEWAY =
            new ResourceGateway(
                    Identity.of(Kind.RESOURCE_GATEWAY, "000000000000", "gw"),
                    IpAddressType.IPV4,
                    DnsResolution.IN_VPC,
                    List.of(),
                    SERVERS.servers(),
                    List.of(),
                    Optional.empty());
    private static final AddressBook.Entry WEB =
            new AddressBook.Entry(
                    GATEWAY.identity(), SERVERS, new Question("web.internal", Families.IPV4));

    private final Deque<Consumer<Answer>> asked = new ArrayDeque<>();
    private final List<Runnable> timers = new ArrayList<>();
    private final List<LookupOutcome> outcomes = new ArrayList<>();
    private final List<Known> told = new ArrayList<>();
    private long now = Long.MAX_VALUE - 1_000; // the monotonic clock may start anywhere and wrap

    private final AddressBook book =
            new AddressBook(
                    (_, _, done) -> asked.add(done),
                    (_, task) -> timers.add(task),
                    () -> now,
                    new GatewayObserver() {
                        @Override
                        public void lookedUp(ResourceGateway g, LookupOutcome outcome, long n) {
                            outcomes.add(outcome);
                        }

                        @Override
                        public void attemptFailed(Exposure exposure, ConnectCause cause) {
                            throw new AssertionError("nothing is dialed here");
                        }
                    });

    @Test
    void asksOnceForAllWhoWaitAndKeepsTheAnswerForItsTtl() {
        find();
        find();

        assertThat(asked).hasSize(1);
        answer(new Answer.Addresses(List.of(ONE), 60));
        pass(Duration.ofSeconds(44));
        find();

        assertThat(told).hasSize(3).allMatch(new Known.Addresses(List.of(ONE), false)::equals);
        assertThat(asked).isEmpty();
        assertThat(outcomes).containsExactly(LookupOutcome.ANSWERED);
    }

    @Test
    void refreshesAheadOfExpiryWhileNobodyWaits() {
        find();
        answer(new Answer.Addresses(List.of(ONE), 60));
        pass(Duration.ofSeconds(46));

        find();

        assertThat(told).last().isEqualTo(new Known.Addresses(List.of(ONE), false));
        answer(new Answer.Addresses(List.of(TWO), 60));
        pass(Duration.ofSeconds(30));
        find();
        assertThat(told).last().isEqualTo(new Known.Addresses(List.of(TWO), false));
        assertThat(asked).isEmpty();
    }

    @Test
    void boundsTheTtlBetweenOneSecondAndFiveMinutes() {
        find();
        answer(new Answer.Addresses(List.of(ONE), 0));
        pass(Duration.ofMillis(700));
        find();
        assertThat(asked).isEmpty();
        pass(Duration.ofMillis(400));
        find();
        answer(new Answer.Addresses(List.of(ONE), 86_400));
        pass(Duration.ofMinutes(5).plusSeconds(1));
        find();

        assertThat(asked).hasSize(1);
    }

    @Test
    void usesWhatHasExpiredWhileNoServerAnswers() {
        find();
        answer(new Answer.Addresses(List.of(ONE), 10));
        pass(Duration.ofSeconds(11));
        find();
        answer(failed(Answer.Cause.TIMED_OUT, 0));

        assertThat(told).last().isEqualTo(new Known.Addresses(List.of(ONE), true));
        find();
        assertThat(asked).as("the failure is kept").isEmpty();
        assertThat(told).hasSize(3);
        pass(Duration.ofSeconds(6));
        find();
        assertThat(asked).as("and then tried again").hasSize(1);
    }

    @Test
    void doesNotLetAConnectionWaitLongForASilentServerWhileThereIsAStaleAnswer() {
        find();
        answer(new Answer.Addresses(List.of(ONE), 10));
        pass(Duration.ofSeconds(11));
        find();
        assertThat(told).hasSize(1);

        timers.removeFirst().run();

        assertThat(told).hasSize(2).last().isEqualTo(new Known.Addresses(List.of(ONE), true));
        answer(new Answer.Addresses(List.of(TWO), 10));
        assertThat(told).as("told once only").hasSize(2);
    }

    @Test
    void believesAServerThatSaysTheNameIsGone() {
        find();
        answer(new Answer.Addresses(List.of(ONE), 10));
        pass(Duration.ofSeconds(11));
        find();
        answer(failed(Answer.Cause.NXDOMAIN, 3600));

        assertThat(told).last().isInstanceOf(Known.Nothing.class);
        pass(Duration.ofSeconds(6));
        find();
        assertThat(asked).as("a failure is kept five seconds at most").hasSize(1);
    }

    @Test
    void forgetsWhatIsNotConfiguredAnyMoreUnlessSomebodyWaits() {
        find();
        book.retain(_ -> false);
        answer(new Answer.Addresses(List.of(ONE), 60));
        assertThat(told).hasSize(1);

        book.retain(_ -> false);
        find();

        assertThat(asked).hasSize(1);
    }

    private void find() {
        book.find(WEB, GATEWAY, told::add);
    }

    private void answer(Answer answer) {
        asked.remove().accept(answer);
    }

    private static Answer.Failed failed(Answer.Cause cause, long ttlSeconds) {
        return new Answer.Failed(cause, "said the test", ttlSeconds);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
