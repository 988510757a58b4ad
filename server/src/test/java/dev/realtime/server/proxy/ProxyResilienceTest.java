package dev.realtime.server.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.server.LogLines;
import dev.realtime.server.proxy.ProxyOutcome.Answered;
import dev.realtime.server.proxy.ProxyOutcome.Failed;
import dev.realtime.server.proxy.ProxyOutcome.Refused;
import dev.realtime.server.proxy.ProxySettings.Cache;
import dev.realtime.server.proxy.ProxySettings.Circuit;
import dev.realtime.server.proxy.ProxySettings.CircuitMode;
import dev.realtime.server.trace.Span;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a slow, failing or silent backend may cost. */
class ProxyResilienceTest {
  private static final Circuit AUTOMATIC =
      new Circuit(CircuitMode.AUTOMATIC, 50, Duration.ofMinutes(1), 4, Duration.ofMillis(100));
  private static final Circuit OFF =
      new Circuit(CircuitMode.OFF, 50, Duration.ofMinutes(1), 4, Duration.ofMillis(100));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final AtomicLong nanos = new AtomicLong();
  private TestBackend backend;
  private Proxies proxies;

  @BeforeEach
  void start() throws Exception {
    backend = new TestBackend();
    proxies =
        new Proxies(
            BackendHttp.create(null),
            registry,
            nanos::get,
            () -> Instant.EPOCH.plusNanos(nanos.get()));
  }

  @AfterEach
  void stop() {
    proxies.close();
    backend.close();
  }

  @Test
  void aSlowAnswerIsGivenUpInTime() {
    configure(backend.uri(), Duration.ofMillis(50), 10, OFF, Cache.OFF);
    backend.gate = new CountDownLatch(1);
    assertThat(failure(call("m"))).isEqualTo(ProxyFailure.TIMEOUT);
    assertThat(registry.get("realtime.proxy.inflight").gauge().value()).isZero();
    assertThat(registry.get("realtime.proxy.duration").tag("outcome", "timeout").timer().count())
        .isEqualTo(1);
  }

  @Test
  void nobodyThereIsAFailureNotARefusal() {
    configure(URI.create("http://127.0.0.1:1/hook"), Duration.ofMinutes(1), 10, OFF, Cache.OFF);
    assertThat(failure(call("m"))).isEqualTo(ProxyFailure.UNREACHABLE);
  }

  @Test
  void theLogNamesWhoDoesNotAnswerWithoutWhatMayBeAKey() {
    configure(
        URI.create("http://ann:password@127.0.0.1:1/hook?key=secret"),
        Duration.ofMinutes(1),
        10,
        OFF,
        Cache.OFF);
    try (LogLines log = new LogLines(BackendProxy.class)) {
      assertThat(failure(call("m"))).isEqualTo(ProxyFailure.UNREACHABLE);
      assertThat(log.all())
          .singleElement()
          .asString()
          .contains("http://127.0.0.1:1/hook")
          .doesNotContain("secret", "password");
    }
  }

  @Test
  void anAnswerWithoutEndIsBrokenOff() {
    configure(backend.uri(), Duration.ofMinutes(1), 10, OFF, Cache.OFF);
    backend.answer = body -> " ".repeat(BackendHttp.MAX_ANSWER_BYTES + 1) + "{\"result\":{}}";
    assertThat(failure(call("m"))).isEqualTo(ProxyFailure.UNREACHABLE);
  }

  @Test
  void callsUnderWayAreBoundedAndTheBoundMovesWhileRunning() {
    configure(backend.uri(), Duration.ofMinutes(1), 2, OFF, Cache.OFF);
    backend.gate = new CountDownLatch(1);
    CompletableFuture<ProxyOutcome<RpcAnswer>> first = call("a");
    CompletableFuture<ProxyOutcome<RpcAnswer>> second = call("b");
    assertThat(failure(call("c"))).isEqualTo(ProxyFailure.BUSY);
    assertThat(registry.get("realtime.proxy.inflight").gauge().value()).isEqualTo(2);
    configure(backend.uri(), Duration.ofMinutes(1), 3, OFF, Cache.OFF);
    CompletableFuture<ProxyOutcome<RpcAnswer>> third = call("c");
    configure(backend.uri(), Duration.ofMinutes(1), 1, OFF, Cache.OFF);
    assertThat(failure(call("d"))).isEqualTo(ProxyFailure.BUSY);
    backend.gate.countDown();
    assertThat(List.of(first, second, third))
        .allSatisfy(call -> assertThat(call.join()).isInstanceOf(Answered.class));
    assertThat(call("d").join()).isInstanceOf(Answered.class);
    assertThat(backend.requests).hasSize(4);
  }

  @Test
  void theCircuitOpensAfterFailuresAndClosesAfterTrials() {
    configure(backend.uri(), Duration.ofMinutes(1), 10, AUTOMATIC, Cache.OFF);
    backend.status = 503;
    for (int i = 0; i < 4; i++) {
      assertThat(failure(call("m"))).isEqualTo(ProxyFailure.STATUS);
    }
    assertThat(failure(call("m"))).isEqualTo(ProxyFailure.CIRCUIT_OPEN);
    assertThat(backend.requests).hasSize(4);
    assertThat(circuit()).isEqualTo(2);
    backend.status = 200;
    await().untilAsserted(() -> assertThat(call("m").join()).isInstanceOf(Answered.class));
    await()
        .untilAsserted(
            () -> {
              assertThat(call("m").join()).isInstanceOf(Answered.class);
              assertThat(circuit()).isZero();
            });
  }

  @Test
  void slowCallsOpenTheCircuitToo() {
    Circuit hasty =
        new Circuit(CircuitMode.AUTOMATIC, 50, Duration.ofMillis(1), 4, Duration.ofMinutes(1));
    configure(backend.uri(), Duration.ofMinutes(1), 10, hasty, Cache.OFF);
    backend.gate = new CountDownLatch(1);
    List<CompletableFuture<ProxyOutcome<RpcAnswer>>> calls = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      calls.add(call("m" + i));
    }
    await().until(() -> backend.requests.size() == 4);
    await().pollDelay(Duration.ofMillis(5)).until(() -> true); // longer than slowAfter
    backend.gate.countDown();
    calls.forEach(call -> assertThat(call.join()).isInstanceOf(Answered.class));
    assertThat(failure(call("m"))).isEqualTo(ProxyFailure.CIRCUIT_OPEN);
  }

  @Test
  void refusalsAreAnswersAndDoNotOpenTheCircuit() {
    configure(backend.uri(), Duration.ofMinutes(1), 10, AUTOMATIC, Cache.OFF);
    backend.answer = body -> "{\"error\":{\"code\":403,\"message\":\"no\"}}";
    for (int i = 0; i < 10; i++) {
      assertThat(call("m").join()).isInstanceOf(Refused.class);
    }
    backend.status = 404;
    for (int i = 0; i < 10; i++) {
      assertThat(failure(call("m"))).isEqualTo(ProxyFailure.STATUS);
    }
  }

  @Test
  void anOperatorOpensAndClosesTheCircuitWhileRunning() {
    configure(backend.uri(), Duration.ofMinutes(1), 10, OFF, Cache.OFF);
    assertThat(call("m").join()).isInstanceOf(Answered.class);
    Circuit open =
        new Circuit(CircuitMode.OPEN, 50, Duration.ofMinutes(1), 4, Duration.ofMillis(1));
    configure(backend.uri(), Duration.ofMinutes(1), 10, open, Cache.OFF);
    assertThat(failure(call("m"))).isEqualTo(ProxyFailure.STOPPED);
    assertThat(circuit()).isEqualTo(2);
    configure(backend.uri(), Duration.ofMinutes(1), 10, OFF, Cache.OFF);
    assertThat(call("m").join()).isInstanceOf(Answered.class);
  }

  @Test
  void anEagerCircuitStopsCallsAtTheFirstFailureAndTriesOneAtATime() {
    Circuit eager =
        new Circuit(CircuitMode.EAGER, 50, Duration.ofMinutes(1), 20, Duration.ofMillis(100));
    configure(backend.uri(), Duration.ofMinutes(1), 10, eager, Cache.OFF);
    backend.status = 503;
    assertThat(failure(call("m"))).isEqualTo(ProxyFailure.STATUS);
    assertThat(failure(call("m"))).isEqualTo(ProxyFailure.STOPPED);
    await().untilAsserted(() -> assertThat(failure(call("m"))).isEqualTo(ProxyFailure.STATUS));
    assertThat(failure(call("m"))).as("one trial only").isEqualTo(ProxyFailure.STOPPED);
    assertThat(backend.requests).hasSize(2);
    backend.status = 200;
    await().untilAsserted(() -> assertThat(call("m").join()).isInstanceOf(Answered.class));
    assertThat(circuit()).as("closed after one good call").isZero();
  }

  @Test
  void cachingIsTurnedOnWhileRunningAndAnswersExpire() {
    configure(backend.uri(), Duration.ofMinutes(1), 10, OFF, Cache.OFF);
    call("read").join();
    call("read").join();
    assertThat(backend.requests).hasSize(2);
    configure(backend.uri(), Duration.ofMinutes(1), 10, OFF, cache("read"));
    for (int i = 0; i < 5; i++) {
      assertThat(call("read").join()).isInstanceOf(Answered.class);
    }
    assertThat(backend.requests).hasSize(3);
    assertThat(cacheCount("hit")).isEqualTo(4);
    assertThat(cacheCount("miss")).isEqualTo(1);
    nanos.addAndGet(Duration.ofSeconds(31).toNanos());
    call("read").join();
    assertThat(backend.requests).hasSize(4);
  }

  @Test
  void onlyMethodsSaidToReadAreCached() {
    configure(backend.uri(), Duration.ofMinutes(1), 10, OFF, cache("read"));
    call("write").join();
    call("write").join();
    assertThat(backend.requests).hasSize(2);
  }

  @Test
  void anAnswerIsGivenAgainToTheSameQuestionOfTheSameUserOnly() {
    configure(backend.uri(), Duration.ofMinutes(1), 10, OFF, cache("read"));
    proxies
        .rpc("rpc", client("1", "ada", "c=1"), "read", data("{\"a\":1}"))
        .toCompletableFuture()
        .join();
    proxies
        .rpc("rpc", client("2", "ada", "c=1"), "read", data("{\"a\":1}"))
        .toCompletableFuture()
        .join();
    assertThat(backend.requests).as("another connection of the user").hasSize(1);
    proxies
        .rpc("rpc", client("1", "bob", "c=1"), "read", data("{\"a\":1}"))
        .toCompletableFuture()
        .join();
    assertThat(backend.requests).as("another user").hasSize(2);
    proxies
        .rpc("rpc", client("1", "ada", "c=2"), "read", data("{\"a\":1}"))
        .toCompletableFuture()
        .join();
    assertThat(backend.requests).as("another header that is passed on").hasSize(3);
    proxies
        .rpc("rpc", client("1", "ada", "c=1"), "read", data("{\"a\":2}"))
        .toCompletableFuture()
        .join();
    assertThat(backend.requests).as("another payload").hasSize(4);
  }

  @Test
  void equalQuestionsAtOnceShareOneCall() {
    configure(backend.uri(), Duration.ofMinutes(1), 1, OFF, cache("read"));
    backend.gate = new CountDownLatch(1);
    List<CompletableFuture<ProxyOutcome<RpcAnswer>>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      calls.add(call("read"));
    }
    backend.gate.countDown();
    calls.forEach(call -> assertThat(call.join()).isInstanceOf(Answered.class));
    assertThat(backend.requests).hasSize(1);
  }

  @Test
  void refusalsAndFailuresAreNotGivenAgain() {
    configure(backend.uri(), Duration.ofMinutes(1), 10, OFF, cache("read"));
    backend.answer = body -> "{\"error\":{\"code\":403,\"message\":\"no\"}}";
    assertThat(call("read").join()).isInstanceOf(Refused.class);
    backend.status = 500;
    assertThat(call("read").join()).isInstanceOf(Failed.class);
    backend.status = 200;
    backend.answer = body -> "{\"result\":{}}";
    assertThat(call("read").join()).isInstanceOf(Answered.class);
    assertThat(backend.requests).hasSize(3);
  }

  @Test
  void anAgreementIsNotGivenAgainOnceItHasEnded() {
    Cache hour = new Cache(Duration.ofHours(1), 1_000_000, Set.of());
    configure(ProxyKind.SUBSCRIBE, backend.uri(), Duration.ofMinutes(1), 10, OFF, hour);
    nanos.set(Duration.ofSeconds(100).toNanos());
    backend.answer = body -> "{\"result\":{\"expire_at\":110}}";
    for (int second = 100; second < 113; second++) {
      nanos.set(Duration.ofSeconds(second).toNanos());
      assertThat(
              proxies
                  .subscribe("subscribe", client("1", "ada", ""), "news", null)
                  .toCompletableFuture()
                  .join())
          .isInstanceOf(Answered.class);
    }
    assertThat(backend.requests).as("at 100, and at 110, 111 and 112").hasSize(4);
  }

  @Test
  void aCircuitIsThatOfTheEndpoint() {
    configure(backend.uri(), Duration.ofMinutes(1), 10, AUTOMATIC, Cache.OFF);
    backend.status = 503;
    for (int i = 0; i < 4; i++) {
      assertThat(failure(call("m"))).isEqualTo(ProxyFailure.STATUS);
    }
    assertThat(failure(call("m"))).isEqualTo(ProxyFailure.CIRCUIT_OPEN);
    backend.status = 200;
    configure(backend.uri().resolve("other"), Duration.ofMinutes(1), 10, AUTOMATIC, Cache.OFF);
    assertThat(call("m").join()).isInstanceOf(Answered.class);
  }

  @Test
  void theCacheIsBoundedInBytes() {
    configure(
        backend.uri(),
        Duration.ofSeconds(5),
        10,
        OFF,
        new Cache(Duration.ofMinutes(1), 10_000, Set.of("read")));
    backend.answer = body -> "{\"result\":{\"data\":\"" + "x".repeat(3_000) + "\"}}";
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 20; i++) {
        proxies.rpc("rpc", client("1", "u" + i, ""), "read", null).toCompletableFuture().join();
      }
    }
    assertThat(cacheCount("hit")).as("of 20 answers at most three fit").isLessThanOrEqualTo(3);
  }

  @Test
  void aProxyTakenAwayLeavesNoFigures() {
    configure(backend.uri(), Duration.ofMinutes(1), 10, OFF, Cache.OFF);
    call("m").join();
    assertThat(registry.getMeters()).isNotEmpty();
    proxies.configure(List.of());
    assertThat(registry.getMeters()).isEmpty();
    assertThat(failure(call("m"))).isEqualTo(ProxyFailure.UNREACHABLE);
    assertThat(proxies.has("rpc")).isFalse();
  }

  private static Cache cache(String method) {
    return new Cache(Duration.ofSeconds(30), 1_000_000, Set.of(method));
  }

  private void configure(
      URI endpoint, Duration timeout, int concurrency, Circuit circuit, Cache cache) {
    configure(ProxyKind.RPC, endpoint, timeout, concurrency, circuit, cache);
  }

  private void configure(
      ProxyKind kind,
      URI endpoint,
      Duration timeout,
      int concurrency,
      Circuit circuit,
      Cache cache) {
    proxies.configure(
        List.of(
            Proxies.Definition.of(
                kind,
                new ProxySettings(
                    endpoint,
                    timeout,
                    List.of("cookie"),
                    List.of(),
                    Map.of(),
                    false,
                    false,
                    concurrency,
                    circuit,
                    cache,
                    Map.of()))));
  }

  private CompletableFuture<ProxyOutcome<RpcAnswer>> call(String method) {
    return proxies.rpc("rpc", client("1", "ada", ""), method, null).toCompletableFuture();
  }

  private static ProxyClient client(String id, String user, String cookie) {
    return new ProxyClient(
        id, user, "websocket", false, null, Map.of("cookie", cookie), Map.of(), Span.NONE);
  }

  private static byte[] data(String json) {
    return json.getBytes(UTF_8);
  }

  private static ProxyFailure failure(CompletableFuture<ProxyOutcome<RpcAnswer>> call) {
    return ((Failed<RpcAnswer>) call.join()).failure();
  }

  private double circuit() {
    return registry.get("realtime.proxy.circuit.state").gauge().value();
  }

  private double cacheCount(String result) {
    return registry.get("realtime.proxy.cache").tag("result", result).counter().count();
  }
}
