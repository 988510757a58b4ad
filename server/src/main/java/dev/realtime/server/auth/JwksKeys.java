package dev.realtime.server.auth;

import dev.realtime.server.config.Address;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys from a JWKS endpoint, found by the token's {@code kid}.
 *
 * <p>A token whose key is in the cached set never waits. One fetch at most is under way, and one at
 * most begins in {@link JwksSettings#minInterval()}; whoever needs its result joins it. A key id
 * that a fetch made for it did not bring is refused without another for a while. While the endpoint
 * does not answer, or with no key that can be used, the last set serves until it expires.
 */
public final class JwksKeys {
  private static final Logger log = LoggerFactory.getLogger(JwksKeys.class);

  /** What is known of a key id. */
  sealed interface Lookup {
    /** The endpoint's keys with that id; one, unless its owner reuses ids across families. */
    record Found(KeyRing ring) implements Lookup {}

    /** A set fetched after the question does not hold it. */
    record Unknown() implements Lookup {}

    /** Cannot be told now. */
    record Unavailable(String reason) implements Lookup {}
  }

  private record Snapshot(Map<String, KeyRing> byId, Instant fetchedAt) {}

  private final JwksSettings settings;
  private final HttpClient http;
  private final Clock clock;
  private final Object lock = new Object();

  // Guarded by the lock; it is never held while calling out.
  private @Nullable Snapshot snapshot;
  private @Nullable Instant lastAttempt;
  private @Nullable CompletableFuture<@Nullable Void> underWay;
  private String lastFailure = "";
  private final Map<String, Instant> unknown =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > JwksSettings.MAX_UNKNOWN;
        }
      };

  /**
   * Fetches nothing yet.
   *
   * @param http must not follow redirects: keys come from where the operator said and nowhere else
   */
  public JwksKeys(JwksSettings settings, HttpClient http, Clock clock) {
    if (http.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException("the HTTP client for JWKS must not follow redirects");
    }
    this.settings = settings;
    this.http = http;
    this.clock = clock;
  }

  /** Fetches the set, unless that was done a moment ago. Completes either way, and never fails. */
  public CompletionStage<@Nullable Void> refresh() {
    synchronized (lock) {
      CompletableFuture<@Nullable Void> fetch = joinOrBegin(clock.instant());
      return fetch == null ? CompletableFuture.completedFuture(null) : fetch;
    }
  }

  /** Finds a key. Complete already if the cached set has the answer. Never fails. */
  CompletionStage<Lookup> find(String keyId) {
    CompletableFuture<@Nullable Void> fetch;
    synchronized (lock) {
      Instant now = clock.instant();
      Snapshot usable = usable(now);
      if (usable != null && isOlder(usable, settings.refreshAfter(), now)) {
        CompletableFuture<@Nullable Void> inBackground = joinOrBegin(now);
        if (inBackground != null && !usable.byId().containsKey(keyId)) {
          return inBackground.thenApply(done -> answer(keyId, true));
        }
      }
      if (usable != null && (usable.byId().containsKey(keyId) || isUnknown(keyId, now))) {
        return CompletableFuture.completedFuture(answer(keyId, false));
      }
      fetch = joinOrBegin(now);
    }
    return fetch == null
        ? CompletableFuture.completedFuture(answer(keyId, false))
        : fetch.thenApply(done -> answer(keyId, true));
  }

  /**
   * Answers from what is here.
   *
   * @param asked whether a fetch was made for this key, so that its absence is certain
   */
  private Lookup answer(String keyId, boolean asked) {
    synchronized (lock) {
      Instant now = clock.instant();
      Snapshot usable = usable(now);
      if (usable == null) {
        return new Lookup.Unavailable(
            "JWKS endpoint gave no keys yet" + (lastFailure.isEmpty() ? "" : ": " + lastFailure));
      }
      KeyRing found = usable.byId().get(keyId);
      if (found != null) {
        return new Lookup.Found(found);
      }
      if (asked && lastFailure.isEmpty()) {
        unknown.put(keyId, now);
      }
      if (isUnknown(keyId, now)) {
        return new Lookup.Unknown();
      }
      return new Lookup.Unavailable(
          lastFailure.isEmpty()
              ? "key id is not in the set, and the next fetch is not due yet"
              : "key id is not in the set, and a newer one cannot be had: " + lastFailure);
    }
  }

  private boolean isUnknown(String keyId, Instant now) {
    Instant since = unknown.get(keyId);
    return since != null && now.isBefore(since.plus(JwksSettings.UNKNOWN_FOR));
  }

  private @Nullable Snapshot usable(Instant now) {
    Snapshot last = snapshot;
    return last == null || isOlder(last, settings.expireAfter(), now) ? null : last;
  }

  private static boolean isOlder(Snapshot set, Duration age, Instant now) {
    return !now.isBefore(set.fetchedAt().plus(age));
  }

  /** The fetch under way, or a new one; null if none may begin now. Called with the lock held. */
  private @Nullable CompletableFuture<@Nullable Void> joinOrBegin(Instant now) {
    if (underWay != null) {
      return underWay;
    }
    if (lastAttempt != null && now.isBefore(lastAttempt.plus(settings.minInterval()))) {
      return null;
    }
    lastAttempt = now;
    CompletableFuture<@Nullable Void> fetch = new CompletableFuture<>();
    underWay = fetch;
    HttpRequest request =
        HttpRequest.newBuilder(settings.endpoint()).header("Accept", "application/json").build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), JwksSettings.MAX_BYTES));
    // The request's own timeout ends with the headers; this one covers the body as well. Async: an
    // answer that is there already must not be settled here, with the lock held.
    var _ =
        exchange
            .copy()
            .orTimeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
            .thenApplyAsync(JwksKeys::outcome)
            .exceptionally(failure -> new Outcome.Failure(describe(failure)))
            .thenAcceptAsync(
                outcome -> {
                  exchange.cancel(true);
                  settle(outcome);
                  fetch.complete(null);
                });
    return fetch;
  }

  private sealed interface Outcome {
    record Keys(List<VerificationKey> keys) implements Outcome {}

    record Failure(String reason) implements Outcome {}
  }

  private static Outcome outcome(HttpResponse<byte[]> response) {
    if (response.statusCode() != 200) {
      return new Outcome.Failure("status " + response.statusCode());
    }
    try {
      List<VerificationKey> keys =
          PublicKeyFile.fromJwks(
              new String(response.body(), StandardCharsets.UTF_8),
              unusable -> log.warn("JWKS endpoint has a key left out: {}", unusable.getMessage()));
      if (keys.size() > JwksSettings.MAX_KEYS) {
        return new Outcome.Failure(
            keys.size() + " keys; at most " + JwksSettings.MAX_KEYS + " are taken");
      }
      return keys.stream().allMatch(key -> key.keyId() == null)
          ? new Outcome.Failure("no key in its answer is usable and has a kid")
          : new Outcome.Keys(keys);
    } catch (KeyException e) {
      return new Outcome.Failure("answer " + e.getMessage());
    }
  }

  private void settle(Outcome outcome) {
    synchronized (lock) {
      underWay = null;
      switch (outcome) {
        case Outcome.Keys(List<VerificationKey> keys) -> {
          snapshot = new Snapshot(byId(keys), clock.instant());
          unknown.clear();
          if (!lastFailure.isEmpty()) {
            log.info("JWKS endpoint {} answers again", Address.plain(settings.endpoint()));
          }
          lastFailure = "";
        }
        case Outcome.Failure(String reason) -> {
          if (!reason.equals(lastFailure)) {
            log.warn(
                "JWKS endpoint {} gave no keys ({}); {}",
                Address.plain(settings.endpoint()),
                reason,
                snapshot == null
                    ? "tokens with key ids cannot be verified until it does"
                    : "the keys of " + snapshot.fetchedAt() + " serve until they expire");
          }
          lastFailure = reason;
        }
      }
    }
  }

  private static Map<String, KeyRing> byId(List<VerificationKey> keys) {
    Map<String, KeyRing> byId = new LinkedHashMap<>();
    for (VerificationKey key : keys) {
      if (key.keyId() != null) {
        byId.merge(
            key.keyId(),
            new KeyRing(List.of(key)),
            (a, b) -> new KeyRing(Stream.concat(a.keys().stream(), b.keys().stream()).toList()));
      }
    }
    return byId;
  }

  private static String describe(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return switch (cause) {
      case TimeoutException e -> "no answer in time";
      case IOException e -> e.getClass().getSimpleName() + ": " + e.getMessage();
      default -> cause.toString();
    };
  }
}
