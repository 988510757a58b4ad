package dev.realtime.server.proxy;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.realtime.server.config.Address;
import dev.realtime.server.metrics.Outcome;
import dev.realtime.server.metrics.StateLog;
import dev.realtime.server.proxy.BackendHttp.Exchange;
import dev.realtime.server.proxy.ProxyOutcome.Answered;
import dev.realtime.server.proxy.ProxyOutcome.Disconnected;
import dev.realtime.server.proxy.ProxyOutcome.Failed;
import dev.realtime.server.proxy.ProxyOutcome.Refused;
import dev.realtime.server.trace.Span;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One endpoint of the backend, behind its cache, its bulkhead and its circuit breaker. */
final class BackendProxy {
  private static final Logger log = LoggerFactory.getLogger(BackendProxy.class);
  private static final int OK = 200;

  /** The state in which calls are answered; every other is the label of a failure. */
  private static final String WELL = "";

  private final String name;
  private final ProxyKind kind;
  private final BackendHttp http;
  private final Gates gates;
  private final ProxyMetrics metrics;
  private final Ticker ticker;
  private final InstantSource clock;
  private volatile ProxySettings settings;
  private volatile @Nullable AnswerCache cache;
  private final StateLog state;

  BackendProxy(
      String name,
      ProxyKind kind,
      ProxySettings settings,
      BackendHttp http,
      ProxyMetrics.Registry registry,
      Ticker ticker,
      InstantSource clock) {
    this.name = name;
    this.kind = kind;
    this.http = http;
    this.ticker = ticker;
    this.clock = clock;
    this.settings = settings;
    this.gates = new Gates(name, settings);
    this.cache = newCache(settings);
    this.metrics = registry.of(name, gates);
    this.state = new StateLog(WELL, ticker::read);
  }

  ProxyKind kind() {
    return kind;
  }

  ProxySettings settings() {
    return settings;
  }

  /**
   * Takes new settings over for calls to come. A changed cache begins empty, a changed circuit
   * closed; both do where the endpoint is another.
   */
  void reconfigure(ProxySettings now) {
    ProxySettings before = settings;
    settings = now;
    gates.reconfigure(before, now);
    if (!before.cache().equals(now.cache()) || !before.endpoint().equals(now.endpoint())) {
      cache = newCache(now);
    }
  }

  void forget() {
    metrics.remove();
  }

  /**
   * Asks.
   *
   * @param body the question
   * @param cacheable whether this question may be given a former answer
   * @param reader makes a reader for the answer
   */
  <T> CompletionStage<ProxyOutcome<T>> ask(
      ProxyClient client, RequestBody body, boolean cacheable, Supplier<AnswerReader<T>> reader) {
    ProxySettings now = settings;
    if (!body.fits(now, client)) {
      return CompletableFuture.completedFuture(
          new Failed<>(
              ProxyFailure.NOT_JSON,
              "payload is not JSON; let the proxy pass payloads on as base64 (binary)"));
    }
    Map<String, String> headers = Headers.of(now, client);
    Supplier<CompletableFuture<Exchange>> call =
        () -> call(now, headers, body.encode(now, kind, client, true), client.span());
    AnswerCache answers = cacheable ? cache : null;
    CompletableFuture<Exchange> exchange;
    if (answers == null) {
      exchange = call.get();
    } else {
      byte[] question = body.encode(now, kind, client, false);
      AnswerCache.Lookup lookup =
          answers.get(
              AnswerCache.key(question, headers),
              call,
              answer -> lifetime(outcome(now, answer, reader)));
      metrics.cache(lookup.hit());
      exchange = lookup.answer();
    }
    return exchange.thenApply(
        answer -> {
          ProxyOutcome<T> outcome = outcome(now, answer, reader);
          metrics.outcome(outcome.label());
          note(outcome);
          return outcome;
        });
  }

  /**
   * For how long an outcome may be given again, as far as it says; refusals and failures are not.
   */
  private Duration lifetime(ProxyOutcome<?> outcome) {
    return switch (outcome) {
      case Answered<?>(Expiring agreed) when agreed.expireAt() > 0 ->
          Duration.between(clock.instant(), Instant.ofEpochSecond(agreed.expireAt()));
      case Answered<?> _ -> Duration.ofSeconds(Long.MAX_VALUE);
      default -> Duration.ZERO;
    };
  }

  private CompletableFuture<Exchange> call(
      ProxySettings now, Map<String, String> headers, byte[] body, Span client) {
    Gates.Entry entry = gates.enter();
    if (entry instanceof Gates.Entry.Refused(ProxyFailure failure, String detail)) {
      return CompletableFuture.completedFuture(new Exchange.NoResponse(failure, detail));
    }
    Gates.Entry.Pass pass = (Gates.Entry.Pass) entry;
    Span span = client.call("proxy " + kind.label(), now.endpoint());
    Map<String, String> sent = new TreeMap<>(headers);
    span.propagate(sent::put);
    return http.post(now.endpoint(), sent, body, now.timeout())
        .thenApply(
            exchange -> {
              long nanos = pass.leave(isFailure(exchange));
              end(span, exchange);
              metrics.duration(label(exchange), nanos);
              return exchange;
            });
  }

  private static void end(Span span, Exchange exchange) {
    switch (exchange) {
      case Exchange.NoResponse(ProxyFailure failure, String detail) -> {
        span.attribute("error.type", failure.label());
        span.end(Outcome.SERVER_ERROR, 0);
      }
      case Exchange.Response(int status, byte[] body) ->
          span.end(Outcome.ofHttpStatus(status), status);
    }
  }

  /** A backend that answers with a status below 500 is there; what it says is another matter. */
  private static boolean isFailure(Exchange exchange) {
    return switch (exchange) {
      case Exchange.NoResponse none -> true;
      case Exchange.Response(int status, byte[] body) -> status >= 500;
    };
  }

  private static String label(Exchange exchange) {
    return switch (exchange) {
      case Exchange.NoResponse(ProxyFailure failure, String detail) -> failure.label();
      case Exchange.Response(int status, byte[] body) -> status == OK ? "ok" : "status";
    };
  }

  private <T> ProxyOutcome<T> outcome(
      ProxySettings now, Exchange exchange, Supplier<AnswerReader<T>> reader) {
    return switch (exchange) {
      case Exchange.NoResponse(ProxyFailure failure, String detail) ->
          new Failed<>(failure, detail);
      case Exchange.Response(int status, byte[] body) ->
          status == OK ? reader.get().read(body) : byStatus(now, status);
    };
  }

  private static <T> ProxyOutcome<T> byStatus(ProxySettings now, int status) {
    return switch (now.statusRefusals().get(status)) {
      case ProxySettings.StatusRefusal.ToError(int code, String message, boolean temporary) ->
          new Refused<>(code, message, temporary);
      case ProxySettings.StatusRefusal.ToDisconnect(int code, String reason) ->
          new Disconnected<>(code, reason);
      case null -> new Failed<>(ProxyFailure.STATUS, "status " + status);
    };
  }

  /** Logs when the backend begins to fail, fails differently, or is well again; not each call. */
  private void note(ProxyOutcome<?> outcome) {
    if (outcome instanceof Failed<?>(ProxyFailure failure, String detail)) {
      if (state.isNews(failure.label())) {
        log.warn(
            "Proxy {} to {} gives no answer: {}. Clients are told to try again",
            name,
            Address.plain(settings.endpoint()),
            detail);
      }
    } else if (state.isNews(WELL)) {
      log.info("Proxy {} to {} answers again", name, Address.plain(settings.endpoint()));
    }
  }

  private @Nullable AnswerCache newCache(ProxySettings now) {
    return kind.cacheable() && now.cache().enabled() ? new AnswerCache(now.cache(), ticker) : null;
  }
}
