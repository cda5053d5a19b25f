package io.penstock.gateway;

import io.penstock.relay.Loop;
import io.penstock.resource.HealthCheck;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.SocketException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends a GET and looks at the status of the answer, on a connection of its own each time. The rest
 * of the answer is not awaited. Certificates are not verified: a check tells whether who answers is
 * fit, not who it is, and clients' own TLS passes through Penstock to be verified by them.
 */
final class HttpProber implements Prober {
    private final Loop loop;
    private final Vertx vertx;
    private final Map<Way, HttpClient> clients = new HashMap<>();

    /** What one client can be used for. */
    private record Way(Optional<String> source, boolean tls) {}

    HttpProber(Loop loop, Vertx vertx) {
        this.loop = loop;
        this.vertx = vertx;
    }

    @Override
    public Probing begin(Probe probe, Consumer<CheckOutcome> done) {
        if (!(probe.check().probe() instanceof HealthCheck.Probe.Http http)) {
            throw new IllegalArgumentException("no HTTP check: " + probe.check());
        }
        if (probe.from().device().isPresent()) {
            throw new IllegalArgumentException("the HTTP client cannot be bound to a device");
        }
        var asking = new Asking(http, done);
        asking.begin(client(probe, http.tls()), probe);
        return asking;
    }

    private HttpClient client(Probe probe, boolean tls) {
        var source = probe.from().source().map(Object::toString);
        return clients.computeIfAbsent(
                new Way(source, tls),
                way -> {
                    var options =
                            new HttpClientOptions()
                                    .setKeepAlive(false)
                                    .setSsl(way.tls)
                                    .setForceSni(false)
                                    .setTrustAll(true)
                                    .setVerifyHost(false);
                    way.source.ifPresent(options::setLocalAddress);
                    return vertx.createHttpClient(options);
                });
    }

    private static RequestOptions request(Probe probe, HealthCheck.Probe.Http http) {
        var target = probe.target();
        return new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(target.port(), target.ip().toString()))
                .setHost(probe.host().orElseGet(target.ip()::bracketed))
                .setPort(target.port())
                .setSsl(http.tls())
                .setURI(http.path())
                .setConnectTimeout(probe.check().timeout().toMillis())
                .putHeader("User-Agent", "penstock-health-check");
    }

    /** One request; what Vert.x tells on its own contexts is taken to the loop. */
    private final class Asking implements Probing {
        private final HealthCheck.Probe.Http http;
        private final Consumer<CheckOutcome> done;
        private @Nullable HttpClientRequest request;
        private Loop.@Nullable Delay deadline;
        private boolean over;

        Asking(HealthCheck.Probe.Http http, Consumer<CheckOutcome> done) {
            this.http = http;
            this.done = done;
        }

        void begin(HttpClient client, Probe probe) {
            deadline =
                    loop.after(
                            probe.check().timeout().toNanos(), () -> end(CheckOutcome.TIMED_OUT));
            client.request(request(probe, http)).onComplete(made -> toLoop(() -> connected(made)));
        }

        private void connected(AsyncResult<HttpClientRequest> made) {
            if (made.failed()) {
                end(failure(made.cause()));
                return;
            }
            var connected = made.result();
            request = connected;
            if (over) {
                hangUp(connected);
                return;
            }
            Future<Integer> status = connected.send().map(response -> response.statusCode());
            status.onComplete(answer -> toLoop(() -> answered(answer)));
        }

        private void toLoop(Runnable task) {
            var _ = loop.tryExecute(task); // a loop that has stopped needs to know nothing
        }

        private void answered(AsyncResult<Integer> answer) {
            if (answer.failed()) {
                end(CheckOutcome.BROKEN);
            } else {
                end(
                        http.expects(answer.result())
                                ? CheckOutcome.PASSED
                                : CheckOutcome.UNEXPECTED_STATUS);
            }
        }

        private void end(CheckOutcome outcome) {
            if (!over) {
                cancel();
                done.accept(outcome);
            }
        }

        @Override
        public void cancel() {
            over = true;
            if (deadline != null) {
                deadline.cancel();
            }
            if (request != null) {
                hangUp(request);
            }
        }

        private static void hangUp(HttpClientRequest request) {
            var _ = request.connection().close();
        }

        /** What comes before there is a request: no connection, or no TLS on it. */
        private static CheckOutcome failure(Throwable cause) {
            return switch (cause) {
                case TimeoutException _ -> CheckOutcome.TIMED_OUT;
                case ConnectException _, SocketException _ -> CheckOutcome.NOT_CONNECTED;
                default -> CheckOutcome.BROKEN;
            };
        }
    }
}
